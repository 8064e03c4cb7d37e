package io.chappe.replicator.topics;

import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** What a cluster's administrator does in tests. */
record TopicAdmin(TestCluster cluster) {

  Set<String> names() {
    return get(cluster.admin().listTopics().names());
  }

  TopicDescription describe(String topic) {
    return get(cluster.admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
  }

  void delete(String topic) {
    get(cluster.admin().deleteTopics(List.of(topic)).all());
  }

  void grow(String topic, int partitions) {
    get(
        cluster
            .admin()
            .createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
            .all());
  }

  ConfigEntry config(String topic, String property) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = get(cluster.admin().describeConfigs(List.of(resource)).all()).get(resource);
    return config.get(property);
  }

  void set(String topic, String property, String value) {
    alter(topic, property, value, AlterConfigOp.OpType.SET);
  }

  void unset(String topic, String property) {
    alter(topic, property, null, AlterConfigOp.OpType.DELETE);
  }

  private void alter(String topic, String property, String value, AlterConfigOp.OpType type) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(property, value), type);
    get(cluster.admin().incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
  }

  private static <V> V get(KafkaFuture<V> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
