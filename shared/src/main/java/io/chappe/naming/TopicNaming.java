package io.chappe.naming;

import io.chappe.config.FlowId;
import org.apache.kafka.connect.mirror.ReplicationPolicy;

/**
 * The names of a flow's topics, by its replication policy.
 *
 * @param flow the flow
 * @param policy MM2's replication policy, configured
 */
public record TopicNaming(FlowId flow, ReplicationPolicy policy) {

  /** Name on the target of the copy of {@code sourceTopic}. */
  public String remoteTopic(String sourceTopic) {
    return policy.formatRemoteTopic(flow.source(), sourceTopic);
  }

  /** The topic into which heartbeats are written, on the source. */
  public String heartbeatsTopic() {
    return policy.heartbeatsTopic();
  }

  /** The topic of the checkpoints of this flow, on the target. */
  public String checkpointsTopic() {
    return policy.checkpointsTopic(flow.source());
  }

  /** MM2's offset-syncs topic when it lies on the source: named after the target. */
  public String offsetSyncsTopicOnSource() {
    return policy.offsetSyncsTopic(flow.target());
  }

  /** MM2's offset-syncs topic when it lies on the target: named after the source. */
  public String offsetSyncsTopicOnTarget() {
    return policy.offsetSyncsTopic(flow.source());
  }
}
