package io.chappe.clients;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The small compacted topics that MM2 and Chappe keep on the clusters. */
public final class InternalTopics {
  private InternalTopics() {}

  /**
   * Creates a compacted topic of one partition if it isn't there. One that is there is left as it
   * is, and then no right to create topics is needed.
   *
   * @param replicationFactor at least 1, or -1 for the brokers' default
   * @return whether it was created
   * @throws ExecutionException as the cluster's answer
   */
  public static boolean ensure(Admin admin, String topic, short replicationFactor)
      throws ExecutionException, InterruptedException {
    return ensure(admin, topic, 1, replicationFactor);
  }

  /**
   * The same with several partitions.
   *
   * @param partitions at least 1
   */
  public static boolean ensure(Admin admin, String topic, int partitions, short replicationFactor)
      throws ExecutionException, InterruptedException {
    return !exists(admin, topic) && create(admin, topic, partitions, replicationFactor);
  }

  /** Whether the topic is there. */
  public static boolean exists(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean create(Admin admin, String topic, int partitions, short replicationFactor)
      throws ExecutionException, InterruptedException {
    Optional<Short> factor =
        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
    NewTopic newTopic =
        new NewTopic(topic, Optional.of(partitions), factor)
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      admin.createTopics(List.of(newTopic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      if (e.getCause() instanceof UnsupportedVersionException && replicationFactor < 0) {
        return create(admin, topic, partitions, brokersDefault(admin));
      }
      throw e;
    }
  }

  /** Brokers before Kafka 2.4 want to be told the replication factor, their own default too. */
  private static short brokersDefault(Admin admin) throws ExecutionException, InterruptedException {
    Node broker = admin.describeCluster().nodes().get().iterator().next();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return Short.parseShort(config.get("default.replication.factor").value());
  }
}
