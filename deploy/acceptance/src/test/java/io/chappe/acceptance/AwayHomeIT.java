package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.naming.HomeTopics;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;

/** A replicator starts while the home cluster is away, on which somebody has paused the flow. */
class AwayHomeIT {
  @Test
  void nothingIsCopiedBeforeTheConfigurationTopicIsRead() {
    try (TestCluster us = TestCluster.builder("us").inProcess().start();
        TestCluster eu = TestCluster.builder("eu").inProcess().start();
        TestCluster hq = TestCluster.builder("hq").start()) {
      us.createTopic("orders", 1);
      Records.produce(us, "orders", CompressionType.NONE, 10);
      hq.createTopic(HomeTopics.CONFIG, 1, Map.of("cleanup.policy", "compact"));
      override(hq, "{\"paused\": true}".getBytes());
      hq.stopBroker(1);
      int port = FreePorts.find(1).getFirst();
      try (ServiceProcess replicator =
          ServiceProcess.start(Service.REPLICATOR, configuration(us, eu, hq), port)) {
        await("a start that waits")
            .atMost(LIMIT)
            .ignoreExceptions()
            .failFast("it ended", () -> !replicator.isAlive())
            .until(() -> ready(replicator).contains("waiting for chappe.config.internal on hq"));
        assertThat(replicator.ask("/q/health/ready", Optional.empty()).statusCode()).isEqualTo(503);
        assertThat(replicator.ask("/q/health/started", Optional.empty()).statusCode())
            .as("a restart would be no help")
            .isEqualTo(200);

        hq.startBroker(1);
        replicator.awaitReady();
        await("what isn't copied to count")
            .atMost(LIMIT)
            .during(Duration.ofSeconds(3))
            .until(() -> replicator.get("/q/metrics").lines().anyMatch(AwayHomeIT::isWhole));

        override(hq, null);
        new Faithfulness(us, eu).awaitCopied("orders", "us.orders", LIMIT);

        assertTopicsAreMadeAgain(hq, replicator);
      }
    }
  }

  private static void assertTopicsAreMadeAgain(TestCluster hq, ServiceProcess replicator) {
    List<String> own = List.of(HomeTopics.CONFIG, HomeTopics.STATUS);
    hq.admin().deleteTopics(own);
    await("both to be gone").atMost(LIMIT).until(() -> !topics(hq).containsAll(own));
    await("both to be there again").atMost(LIMIT).until(() -> topics(hq).containsAll(own));
    override(hq, "{\"paused\": true}".getBytes());
    await("the new topic to be read")
        .atMost(LIMIT)
        .until(
            () ->
                Records.readAll(hq, HomeTopics.STATUS).stream()
                    .anyMatch(each -> String.valueOf(each.value()).contains("\"paused\":true")));
    assertThat(replicator.isAlive()).isTrue();
  }

  private static Set<String> topics(TestCluster cluster) throws Exception {
    return cluster.admin().listTopics().names().get();
  }

  private static boolean isWhole(String line) {
    return line.startsWith("chappe_lag_records{")
        && line.contains("orders")
        && line.endsWith(" 10.0");
  }

  private static void override(TestCluster home, byte[] json) {
    try (Producer<byte[], byte[]> producer = Records.producer(home, Map.of())) {
      Records.send(
          producer, List.of(new ProducerRecord<>(HomeTopics.CONFIG, "us->eu".getBytes(), json)));
    }
  }

  private static String ready(ServiceProcess replicator) {
    return replicator.ask("/q/health/ready", Optional.empty()).body();
  }

  private static Path configuration(TestCluster us, TestCluster eu, TestCluster hq) {
    return Landscape.write(
        """
        clusters = us, eu, hq
        home = hq
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        hq.bootstrap.servers = %s
        us->eu.enabled = true
        us->eu.topics = orders
        """
            .formatted(us.bootstrapServers(), eu.bootstrapServers(), hq.bootstrapServers()));
  }
}
