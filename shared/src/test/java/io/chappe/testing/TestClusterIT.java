package io.chappe.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedClustersExtension.class)
class TestClusterIT {
  @Test
  void twoClustersInThisProcessKeepTheirRecordsApart(SharedClusters clusters) {
    String topic = SharedClusters.uniqueName("both");
    clusters.us().createTopic(topic, 3);
    clusters.eu().createTopic(topic, 3);

    for (CompressionType codec : CompressionType.values()) {
      Records.produce(clusters.us(), topic, codec, 100);
    }

    List<ReceivedRecord> received = Records.readAll(clusters.us(), topic);
    assertThat(received).hasSize(100 * CompressionType.values().length);
    assertThat(received).extracting(ReceivedRecord::partition).contains(0, 1, 2);
    assertThat(received).allSatisfy(each -> assertThat(each.headers()).contains("empty="));
    assertThat(Records.readAll(clusters.eu(), topic)).isEmpty();
  }

  @Test
  void leavesOutAbortedRecordsWhenAskedTo(SharedClusters clusters) {
    String topic = SharedClusters.uniqueName("transactions");
    clusters.us().createTopic(topic, 1);

    try (Producer<byte[], byte[]> producer =
        Records.producer(clusters.us(), Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      Records.send(producer, Records.generate(topic, 0, 5));
      producer.abortTransaction();
      producer.beginTransaction();
      Records.send(producer, Records.generate(topic, 5, 5));
      producer.commitTransaction();
    }

    assertThat(Records.readAll(clusters.us(), topic)).hasSize(10);
    assertThat(Records.readAll(clusters.us(), topic, true))
        .extracting(ReceivedRecord::offset)
        .containsExactly(6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void goesOnWithoutAKilledBrokerAndTakesItBack() {
    Path data;
    try (TestCluster cluster = TestCluster.builder("three").brokers(3).start()) {
      data = cluster.logDirectory(2);
      cluster.createTopic("orders", 6);
      Records.produce(cluster, "orders", CompressionType.LZ4, 1_000);

      cluster.killBroker(2);
      Records.produce(cluster, "orders", CompressionType.ZSTD, 1_000);
      cluster.startBroker(2);
      cluster.pauseBroker(1);
      cluster.resumeBroker(1);
      cluster.stopBroker(3);
      Records.produce(cluster, "orders", CompressionType.NONE, 1_000);

      assertThat(Records.readAll(cluster, "orders")).hasSize(3_000);
    }
    assertThat(data).doesNotExist();
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void tellsWhyABrokerDidNotStart() {
    TestClusterBuilder builder =
        TestCluster.builder("broken").property("log.cleaner.dedupe.buffer.size", "none");

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("log.cleaner.dedupe.buffer.size");
  }

  @Test
  void takesASeparateController() {
    try (TestCluster cluster = TestCluster.builder("two").brokers(2).separateController().start()) {
      cluster.createTopic("orders", 2);
      cluster.killBroker(1);
      Records.produce(cluster, "orders", CompressionType.GZIP, 10);

      assertThat(Records.readAll(cluster, "orders"))
          .extracting(ReceivedRecord::value)
          .allSatisfy(value -> assertThat(value).startsWith("{\"number\":"))
          .hasSize(10);
    }
  }

  @Test
  void brokersEndWhenTheProcessThatStartedThemIsKilled(@TempDir Path folder) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                ClusterHolder.class.getName())
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> brokers;
    try (BufferedReader output = holder.inputReader()) {
      assertThat(output.lines().anyMatch(line -> line.startsWith(ClusterHolder.READY))).isTrue();
      brokers = holder.descendants().toList();
    } finally {
      holder.destroyForcibly();
    }

    assertThat(brokers).hasSize(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> brokers.stream().noneMatch(ProcessHandle::isAlive));
  }
}
