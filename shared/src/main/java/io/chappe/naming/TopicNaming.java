package io.chappe.naming;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.mirror.ReplicationPolicy;

/**
 * The names of a flow's topics, by its replication policy, and which topics the names forbid to
 * replicate. Two made by the same factory with the same arguments are equal.
 *
 * @param flow the flow
 * @param policy MM2's replication policy, configured
 * @param renames what happens to names before the policy
 */
public record TopicNaming(FlowId flow, ReplicationPolicy policy, TopicRenames renames) {
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  public TopicNaming(FlowId flow, ReplicationPolicy policy) {
    this(flow, policy, TopicRenames.NONE);
  }

  /** The same with renames. */
  public TopicNaming renaming(TopicRenames renames) {
    return new TopicNaming(flow, policy, renames);
  }

  /** Remote topics carry the source's alias: MM2's {@code DefaultReplicationPolicy}. */
  public static TopicNaming prefixed(FlowId flow, Separators separators) {
    return new TopicNaming(flow, new PrefixPolicy(separators));
  }

  /**
   * Remote topics keep their names: MM2's {@code IdentityReplicationPolicy}.
   *
   * @param aliases aliases of all clusters, to know copies of heartbeats topics by their prefix
   */
  public static TopicNaming identity(FlowId flow, Separators separators, Set<String> aliases) {
    return new TopicNaming(flow, new SameNamePolicy(flow.source(), separators, aliases));
  }

  /** Name on the target of the copy of {@code sourceTopic}. */
  public String remoteTopic(String sourceTopic) {
    return policy.formatRemoteTopic(flow.source(), renamed(sourceTopic));
  }

  /** Heartbeats keep their name: MM2's clients look for it. */
  private String renamed(String sourceTopic) {
    return isHeartbeatsTopic(sourceTopic) ? sourceTopic : renames.apply(sourceTopic);
  }

  /**
   * Where the records of {@code sourceTopic} are found on the target: the copy, or the original if
   * the source's topic is itself a copy from the target (fail-back). Only this flow's renames are
   * known, not those of the flow back.
   */
  public String topicOnTarget(String sourceTopic) {
    return flow.target().equals(policy.topicSource(sourceTopic))
        ? policy.originalTopic(sourceTopic)
        : remoteTopic(sourceTopic);
  }

  /** The topic into which heartbeats are written, on the source. */
  public String heartbeatsTopic() {
    return policy.heartbeatsTopic();
  }

  /** Whether {@code topic} is a heartbeats topic or a copy of one, however many hops away. */
  public boolean isHeartbeatsTopic(String topic) {
    return policy.isHeartbeatsTopic(topic);
  }

  /** The topic of the checkpoints of this flow, on the target. */
  public String checkpointsTopic() {
    return policy.checkpointsTopic(flow.source());
  }

  /** The topic of the offset map of this flow, on the target. */
  public String offsetMapTopic() {
    return flow.source() + offsetMapSuffix();
  }

  /** MM2's offset-syncs topic when it lies on the source: named after the target. */
  public String offsetSyncsTopicOnSource() {
    return policy.offsetSyncsTopic(flow.target());
  }

  /** MM2's offset-syncs topic when it lies on the target: named after the source. */
  public String offsetSyncsTopicOnTarget() {
    return policy.offsetSyncsTopic(flow.source());
  }

  /**
   * Whether {@code topic} belongs to Kafka, MM2 or Chappe itself. MM2's own rule, and beyond it the
   * names with dots, which Kafka Connect and other flows use whatever this flow's separator is.
   */
  public boolean isInternalTopic(String topic) {
    return policy.isInternalTopic(topic)
        || topic.endsWith(offsetMapSuffix())
        || isInternalWithDots(topic);
  }

  private static boolean isInternalWithDots(String topic) {
    return topic.endsWith(".internal")
        && (topic.startsWith("mm2")
            || topic.startsWith("chappe.")
            || topic.endsWith(".offset-map.internal")
            || topic.endsWith(".checkpoints.internal"));
  }

  /** The policy has no offset map: its name follows that of the checkpoints. */
  private String offsetMapSuffix() {
    return policy.checkpointsTopic("").replace("checkpoints", "offset-map");
  }

  /** Whether {@code sourceTopic} may be replicated, were the flow's filter to pick it. */
  public boolean mayBeReplicated(String sourceTopic) {
    return reasonNotReplicated(sourceTopic).isEmpty();
  }

  /**
   * Why {@code sourceTopic} is never replicated in this flow, fit for a log or a status; empty if
   * it may be.
   */
  public Optional<String> reasonNotReplicated(String sourceTopic) {
    if (isInternalTopic(sourceTopic)) {
      return Optional.of("it is an internal topic");
    }
    if (cameFromTarget(sourceTopic)) {
      return Optional.of(
          "by its name it is a copy of a topic of %s, and copying it back would never end; if it is not a copy, it needs another name or this flow another replication.policy.separator"
              .formatted(flow.target()));
    }
    return renameProblem(sourceTopic);
  }

  /**
   * Why the name that the renames give {@code sourceTopic} can't be used, fit for a log or a
   * status; empty if it can, or if it isn't renamed.
   */
  public Optional<String> renameProblem(String sourceTopic) {
    String renamed = renamed(sourceTopic);
    if (renamed.equals(sourceTopic)) {
      return Optional.empty();
    }
    String remote = remoteTopic(sourceTopic);
    String problem;
    if (renamed.isEmpty()
        || !LEGAL.matcher(remote).matches()
        || remote.equals(".")
        || remote.equals("..")) {
      problem = "which is no name for a topic";
    } else if (isInternalTopic(renamed) || isInternalTopic(remote) || remote.startsWith("__")) {
      problem = "which is the name of an internal topic";
    } else if (isHeartbeatsTopic(renamed) || isHeartbeatsTopic(remote)) {
      problem = "which is the name of a heartbeats topic";
    } else if (!renames.keepsHops(sourceTopic, renamed)) {
      problem =
          "which no longer tells the clusters that %s came from, so it could be copied in a circle"
              .formatted(sourceTopic);
    } else {
      return Optional.empty();
    }
    return Optional.of("topics.rename makes it %s, %s".formatted(remote, problem));
  }

  /** Follows the name's hops upstream, as MM2 does. The names are all there is to go by. */
  private boolean cameFromTarget(String sourceTopic) {
    String topic = sourceTopic;
    while (true) {
      String source = policy.topicSource(topic);
      if (source == null) {
        return false;
      }
      if (source.equals(flow.target())) {
        return true;
      }
      String upstream = policy.upstreamTopic(topic);
      if (upstream == null || upstream.equals(topic)) {
        return false;
      }
      topic = upstream;
    }
  }
}
