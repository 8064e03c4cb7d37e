package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/**
 * What an administrator sees of a topic. Never creates it by asking.
 *
 * @param cluster where it is
 * @param name its name
 */
public record TopicView(TestCluster cluster, String name) {

  public boolean exists() {
    return get(cluster.admin().listTopics().names()).contains(name);
  }

  /** Changes when the topic is deleted and created again. */
  public Uuid id() {
    return description().topicId();
  }

  /** Number of partitions; 0 if there is no such topic. */
  public int partitions() {
    return exists() ? description().partitions().size() : 0;
  }

  /** The broker that leads each partition. */
  public SortedMap<Integer, Integer> leaders() {
    return description().partitions().stream()
        .collect(
            Collectors.toMap(
                partition -> partition.partition(),
                partition -> partition.leader().id(),
                (a, b) -> a,
                TreeMap::new));
  }

  /** Whether each partition has all its replicas in sync. */
  public boolean isInSync() {
    return description().partitions().stream()
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  /** The sum of all partitions' log ends, markers counted; 0 if there is no such topic. */
  public long endOffsets() {
    if (!exists()) {
      return 0;
    }
    Map<TopicPartition, OffsetSpec> latest =
        description().partitions().stream()
            .map(partition -> new TopicPartition(name, partition.partition()))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    return get(cluster.admin().listOffsets(latest).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** The value of a configuration property. */
  public String property(String key) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config = get(cluster.admin().describeConfigs(List.of(resource)).all()).get(resource);
    return config.get(key).value();
  }

  private TopicDescription description() {
    return get(cluster.admin().describeTopics(List.of(name)).allTopicNames()).get(name);
  }

  /** The result of an admin call; its failure is the test's. */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
