package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topic of the flow's offset map exist on the target: nothing is copied without. Used by
 * one thread.
 */
final class OffsetMapTopicCreation {
  private static final Logger LOGGER = LoggerFactory.getLogger(OffsetMapTopicCreation.class);

  /**
   * Owners read a whole partition of it when they take over. Must never change for a topic that
   * exists.
   */
  private static final int PARTITIONS = 8;

  /** Small segments are cleaned soon, so that little has to be read. */
  private static final Map<String, String> CONFIGURATION =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          Integer.toString(16 * 1024 * 1024));

  private final FlowConfig flow;
  private final ClusterCalls target;
  private boolean exists;
  private String lastProblem = "";

  OffsetMapTopicCreation(FlowConfig flow, ClusterCalls target) {
    this.flow = flow;
    this.target = target;
  }

  /** Creates it unless it is known to exist. */
  void ensure() throws ClusterUnavailableException, InterruptedException {
    if (exists) {
      return;
    }
    String name = flow.naming().offsetMapTopic();
    short factor = flow.topics().offsetMapReplicationFactor();
    NewTopic topic =
        new NewTopic(
                name, Optional.of(PARTITIONS), factor < 0 ? Optional.empty() : Optional.of(factor))
            .configs(CONFIGURATION);
    Exception error =
        target.await(target.admin().createTopics(List.of(topic)).values()).errors().get(name);
    exists = error == null || error instanceof TopicExistsException;
    if (!exists) {
      report(name, ClusterCalls.reason(error));
    } else if (error == null) {
      LOGGER.info("offset map topic created flow={} topic={}", flow.id(), name);
    }
  }

  private void report(String name, String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOGGER.error(
          "offset map topic can't be created, nothing is copied until it is flow={} topic={} reason={}",
          flow.id(),
          name,
          problem);
    }
  }

  /** What stands in the way; empty if nothing does. */
  Optional<String> problem() {
    return exists || lastProblem.isEmpty() ? Optional.empty() : Optional.of(lastProblem);
  }
}
