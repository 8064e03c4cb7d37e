package io.chappe.replicator.topics.creation;

import io.chappe.config.FlowConfig;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import io.chappe.replicator.topics.properties.TopicConfigs;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether an offset-map topic can be relied on. Used by one thread. */
final class MapTopicCheck {
  private static final Logger LOGGER = LoggerFactory.getLogger(MapTopicCheck.class);

  /** So many brokers could hold more than one replica, and survive the loss of one. */
  private static final int SEVERAL_BROKERS = 3;

  private final FlowConfig flow;
  private final ClusterCalls target;
  private Uuid weighed = Uuid.ZERO_UUID;
  private boolean unreadableSaid;

  MapTopicCheck(FlowConfig flow, ClusterCalls target) {
    this.flow = flow;
    this.target = target;
  }

  /**
   * Why nothing may be copied with this topic, and what to do; empty if all is well.
   *
   * @param firstPartitions how many partitions it had when it was first seen
   */
  Optional<String> problemOf(TopicDescription topic, int firstPartitions)
      throws ClusterUnavailableException, InterruptedException {
    weighReplicas(topic);
    Optional<String> growth = growth(topic, firstPartitions);
    return growth.isPresent() ? growth : cleanup(topic.name());
  }

  private static Optional<String> growth(TopicDescription topic, int firstPartitions) {
    int partitions = topic.partitions().size();
    return partitions <= firstPartitions
        ? Optional.empty()
        : Optional.of(
            "offset-map topic %s has %d partitions and had %d: where a run belongs follows from that number, so the map is no longer found and nothing is copied; delete the topic while the replicators run: they create it again and write the map from memory"
                .formatted(topic.name(), partitions, firstPartitions));
  }

  private Optional<String> cleanup(String topic)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, Config> answers = TopicConfigs.describe(target, List.of(topic));
    Config config = answers.values().get(topic);
    if (config == null) {
      sayUnreadable(topic, answers.errors().get(topic));
      return Optional.empty();
    }
    return cleanupProblem(topic, config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value());
  }

  /** What is wrong with the topic's policy, if something is. */
  static Optional<String> cleanupProblem(String topic, String policy) {
    return policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)
        ? Optional.empty()
        : Optional.of(
            "offset-map topic %s has %s=%s and would lose the map, so nothing is copied; set %s=%s on it"
                .formatted(
                    topic,
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    policy,
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  private void sayUnreadable(String topic, Exception error) {
    if (!unreadableSaid) {
      unreadableSaid = true;
      LOGGER.info(
          "cleanup.policy of the offset map topic isn't checked: flow={} topic={} reason={} message=\"{}\"",
          flow.id(),
          topic,
          ClusterCalls.failure(error).reason(),
          ClusterCalls.failure(error).message());
    }
  }

  private void weighReplicas(TopicDescription topic)
      throws ClusterUnavailableException, InterruptedException {
    if (topic.topicId().equals(weighed)) {
      return;
    }
    int replicas =
        topic.partitions().stream().mapToInt(each -> each.replicas().size()).min().orElse(0);
    if (replicas == 1) {
      int brokers = target.await(target.admin().describeCluster().nodes()).size();
      if (brokers >= SEVERAL_BROKERS) {
        LOGGER.warn(
            "offset map topic has a single replica, it is lost with its broker: flow={} topic={} brokers={}",
            flow.id(),
            topic.name(),
            brokers);
      }
    }
    weighed = topic.topicId();
  }
}
