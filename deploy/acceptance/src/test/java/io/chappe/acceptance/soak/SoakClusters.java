package io.chappe.acceptance.soak;

import static io.chappe.acceptance.TopicView.get;

import io.chappe.acceptance.Patience;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Two clusters of one broker each. The target's cleans without a pause, so that the offset map's
 * size is that of what is still needed.
 *
 * @param us the source
 * @param eu the target
 */
record SoakClusters(TestCluster us, TestCluster eu) implements AutoCloseable {
  private static final String MAP = "us.offset-map.internal";
  private static final Map<String, String> CLEANED_AT_ONCE =
      Map.of(
          "segment.ms", "3000",
          "max.compaction.lag.ms", "3000",
          "min.cleanable.dirty.ratio", "0.01",
          "delete.retention.ms", "1000");
  private static final Duration POLL = Duration.ofMillis(100);

  static SoakClusters start() {
    CompletableFuture<TestCluster> us =
        CompletableFuture.supplyAsync(() -> TestCluster.builder("us").start());
    TestCluster eu = TestCluster.builder("eu").property("log.cleaner.backoff.ms", "250").start();
    return new SoakClusters(us.join(), eu);
  }

  String configuration() {
    return """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us->eu.enabled = true
        us->eu.topics = .*
        us->eu.groups = .*
        sync.topic.deletions.enabled = true
        sync.topic.deletions.confirmed.until = %s
        refresh.groups.interval.seconds = 1
        emit.checkpoints.interval.seconds = 1
        emit.checkpoints.gone.max.percent = 100
        sync.group.offsets.interval.seconds = 1
        """
        .formatted(
            us.bootstrapServers(), eu.bootstrapServers(), Instant.now().plus(Duration.ofHours(23)));
  }

  void cleanMapAtOnce() {
    List<AlterConfigOp> changes =
        CLEANED_AT_ONCE.entrySet().stream()
            .map(
                each ->
                    new AlterConfigOp(
                        new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
            .toList();
    ConfigResource map = new ConfigResource(ConfigResource.Type.TOPIC, MAP);
    get(eu.admin().incrementalAlterConfigs(Map.of(map, changes)).all());
  }

  /** Records that are in the offset map, those that the cleaner hasn't come to included. */
  double mapRecords() {
    List<TopicPartition> partitions = new ArrayList<>();
    get(eu.admin().describeTopics(List.of(MAP)).allTopicNames())
        .get(MAP)
        .partitions()
        .forEach(each -> partitions.add(new TopicPartition(MAP, each.partition())));
    return count(partitions, 0);
  }

  double mapBytes() {
    double bytes = 0;
    for (LogDirDescription each :
        get(eu.admin().describeLogDirs(List.of(1)).allDescriptions()).get(1).values()) {
      for (Map.Entry<TopicPartition, ReplicaInfo> replica : each.replicaInfos().entrySet()) {
        bytes += replica.getKey().topic().equals(MAP) ? replica.getValue().size() : 0;
      }
    }
    return bytes;
  }

  /**
   * Counts the target's records: reads up to the present end, and on until there are as many as
   * expected, or for as long as tests are patient.
   */
  long count(Collection<TopicPartition> partitions, long expected) {
    Map<String, Object> settings = eu.clientProperties();
    settings.put("allow.auto.create.topics", "false");
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    long count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (System.nanoTime() - deadline < 0
          && (count < expected
              || ends.entrySet().stream()
                  .anyMatch(each -> consumer.position(each.getKey()) < each.getValue()))) {
        count += consumer.poll(POLL).count();
      }
    }
    return count;
  }

  @Override
  public void close() {
    us.close();
    eu.close();
  }
}
