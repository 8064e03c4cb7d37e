package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.BatchFetcher;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.CopyObserver;
import io.chappe.replicator.copy.CopyTask;
import io.chappe.replicator.copy.Failure;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SharedClustersExtension.class)
class CopyIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String FOREIGN = "foreign";

  private final TestCluster source;
  private final TestCluster target;

  CopyIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void copiesEveryCodecInOrder(CompressionType codec) {
    String topic = SharedClusters.uniqueName("codec-" + codec.name);
    createTopics(topic, 2);
    Records.produce(source, topic, codec, 2_000);

    try (CopyLoop loop = loop(topic)) {
      copyAll(loop, topic, 2);

      awaitEqual(topic);
    }
  }

  @Test
  void goesOnWithNothingTwiceAfterEachTakeover() {
    String topic = SharedClusters.uniqueName("takeover");
    createTopics(topic, 1);
    for (int round = 1; round <= 4; round++) {
      Records.produce(source, topic, CompressionType.LZ4, 500);
      try (CopyLoop loop = loop(topic)) {
        copyAll(loop, topic, 1);

        awaitEqual(topic);
      }
    }
  }

  @Test
  void anOldOwnerCanWriteNothingAfterANewOneTookOver() {
    String topic = SharedClusters.uniqueName("fence");
    createTopics(topic, 1);
    Records.produce(source, topic, CompressionType.NONE, 100);
    try (CopyLoop old = loop(topic);
        CopyLoop young = loop(topic)) {
      copyAll(old, topic, 1);
      awaitEqual(topic);
      copyAll(young, topic, 1);
      for (int round = 0; round < 20; round++) {
        Records.produce(source, topic, CompressionType.NONE, 100);
        awaitEqual(topic);
      }
    }
  }

  @Test
  void recordsOfOthersInTheTargetCostNothing() {
    String topic = SharedClusters.uniqueName("foreign");
    createTopics(topic, 1);
    Records.produce(source, topic, CompressionType.NONE, 100);
    try (CopyLoop loop = loop(topic)) {
      copyAll(loop, topic, 1);
      awaitEqual(topic);
      writeForeign(topic);
      Records.produce(source, topic, CompressionType.NONE, 100);
      awaitEqual(topic);
    }
    writeForeign(topic);
    Records.produce(source, topic, CompressionType.NONE, 100);
    try (CopyLoop loop = loop(topic)) {
      copyAll(loop, topic, 1);
      awaitEqual(topic);
    }
  }

  @Test
  void aSharedTargetIsWrittenWithoutLoss() {
    String topic = SharedClusters.uniqueName("shared");
    createTopics(topic, 1);
    for (int round = 0; round < 3; round++) {
      try (CopyLoop loop = loop(topic)) {
        copyAll(loop, topic, 1, false);
        for (int batch = 0; batch < 5; batch++) {
          Records.produce(source, topic, CompressionType.NONE, 50);
          writeForeign(topic);
          awaitEqual(topic);
        }
        release(loop, topic);
      }
    }
  }

  private static void release(CopyLoop loop, String topic) {
    CompletableFuture<Long> position = new CompletableFuture<>();
    loop.release(new TopicPartition(topic, 0), position::complete);
    assertThat(position).succeedsWithin(LIMIT);
  }

  private void writeForeign(String topic) {
    try (Producer<byte[], byte[]> producer = Records.producer(target, Map.of())) {
      Records.send(
          producer, List.of(new ProducerRecord<>(remote(topic), 0, null, FOREIGN.getBytes(UTF_8))));
    }
  }

  private void createTopics(String topic, int partitions) {
    source.createTopic(topic, partitions);
    target.createTopic(remote(topic), partitions);
    target.createTopic(mapTopic(topic), 2, Map.of("cleanup.policy", "compact"));
  }

  private static String remote(String topic) {
    return "us." + topic;
  }

  private static String mapTopic(String topic) {
    return topic + ".offset-map.internal";
  }

  private CopyLoop loop(String topic) {
    CopyLoop loop =
        new CopyLoop(
            "copy-" + topic,
            mapTopic(topic),
            1_000,
            10_000,
            new KafkaConnections(settings(source), settings(target), "test", 1 << 25, () -> {}),
            new Printing(),
            () -> {});
    loop.start();
    return loop;
  }

  private static ClientSettings settings(TestCluster cluster) {
    Map<String, String> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
    return new ClientSettings(cluster.name(), client, client, client);
  }

  private static void copyAll(CopyLoop loop, String topic, int partitions) {
    copyAll(loop, topic, partitions, true);
  }

  private static void copyAll(CopyLoop loop, String topic, int partitions, boolean exclusive) {
    for (int partition = 0; partition < partitions; partition++) {
      loop.copy(
          new CopyTask(
              new TopicPartition(topic, partition),
              new TopicPartition(remote(topic), partition),
              "test-" + topic + "-" + partition,
              BatchFetcher.EARLIEST,
              exclusive));
    }
  }

  private void awaitEqual(String topic) {
    List<ReceivedRecord> sent =
        Records.readAll(source, topic).stream().map(ReceivedRecord::withoutOffset).toList();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Records.readAll(target, remote(topic)))
                    .filteredOn(received -> !FOREIGN.equals(received.value()))
                    .extracting(ReceivedRecord::withoutOffset)
                    .containsExactlyElementsOf(sent));
  }

  private static final class Printing implements CopyObserver {
    @Override
    public void copied(TopicPartition source, int records, int bytes, long latencyMs) {}

    @Override
    public void takenOver(TopicPartition source, long upstream, long downstream) {
      System.out.println("taken over " + source + " at " + upstream + " -> " + downstream);
    }

    @Override
    public void interrupted(TopicPartition source, long upstream, Failure failure) {
      System.out.println("interrupted " + source + " at " + upstream + ": " + failure);
    }

    @Override
    public void lostOnSource(TopicPartition source, long from, long to) {
      System.out.println("lost " + source + " " + from + ".." + to);
    }

    @Override
    public void truncatedOnSource(TopicPartition source, long copied, long logEnd) {
      System.out.println("truncated " + source + " " + copied + ".." + logEnd);
    }
  }
}
