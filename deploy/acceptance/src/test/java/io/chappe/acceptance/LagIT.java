package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What metrics and API say of lag and recovery point when it matters: each is true within 15
 * seconds, what isn't known is no number, and all of it is over when the trouble is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LagIT {
  /** So soon the truth is told. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final String ORDERS = "orders";
  private static final TopicPartition PARTITION = new TopicPartition(ORDERS, 0);
  private static final int MANY = 1_000;

  private TestCluster us;
  private TestCluster eu;
  private ServiceProcess replicator;
  private ServiceProcess page;
  private ServiceProcess checkpoints;
  private Onlookers onlookers;
  private Path configuration;

  @BeforeAll
  void start() throws IOException {
    us = TestCluster.builder("us").start();
    eu = TestCluster.builder("eu").start();
    us.createTopic(ORDERS, 1);
    configuration =
        Landscape.write(
            """
            clusters = us, eu
            us.bootstrap.servers = %s
            eu.bootstrap.servers = %s
            us->eu.enabled = true
            us->eu.topics = orders, bulky
            replication.factor = 1
            heartbeats.topic.replication.factor = 1
            checkpoints.topic.replication.factor = 1
            offset-syncs.topic.replication.factor = 1
            offset-map.topic.replication.factor = 1
            refresh.topics.interval.seconds = 1
            refresh.groups.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            sync.topic.configs.enabled = false
            emit.heartbeats.enabled = false
            heartbeats.replication.enabled = false
            home = us
            """
                .formatted(us.bootstrapServers(), eu.bootstrapServers()));
    replicator = ServiceProcess.startReady(Service.REPLICATOR, configuration);
    page = ServiceProcess.startReady(Service.HEARTBEAT, configuration);
    checkpoints = ServiceProcess.startReady(Service.CHECKPOINT, configuration);
    onlookers = Onlookers.of(page, replicator, checkpoints);
    produce(10);
    awaitNothingBehind();
  }

  @AfterAll
  void end() {
    for (AutoCloseable each :
        new AutoCloseable[] {onlookers, replicator, page, checkpoints, us, eu}) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aTargetThatIsFrozenOrKilledLeavesTheLagKnownAndTheRecoveryPointAgeing() {
    eu.pauseBroker(1);
    try {
      produce(MANY);
      assertBehindATargetThatIsAway();
    } finally {
      eu.resumeBroker(1);
    }
    awaitNothingBehind();

    eu.killBroker(1);
    try {
      produce(MANY);
      assertBehindATargetThatIsAway();
    } finally {
      eu.startBroker(1);
    }
    awaitNothingBehind();
  }

  private void assertBehindATargetThatIsAway() {
    await("the target's absence")
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(metric("chappe_cluster_up", "cluster=\"eu\"")).isZero();
              assertThat(metric("chappe_cluster_up", "cluster=\"us\"")).isEqualTo(1);
              // A marker that ends what was copied takes an offset.
              assertThat(metric("chappe_lag_records", ORDERS)).isBetween((double) MANY, MANY + 1.0);
              assertThat(metric("chappe_recovery_point_seconds", ORDERS)).isPositive();
              assertThat(flow().path("state").asText()).isEqualTo("unwell");
              assertThat(flow().path("lagRecords").asLong(-1)).isBetween((long) MANY, MANY + 1L);
              assertThat(flow().path("errors").toString()).contains("cluster eu", "no answer");
              onlookers.assertPage("cluster eu", "no answer");
            });
    assertAges();
    awaitFiring("ChappeClusterAway", "ChappeFlowStalled", "ChappeRecoveryPointOverObjective");
  }

  @Test
  void ofASourceThatIsFrozenNothingIsKnownButTheAge() {
    us.pauseBroker(1);
    try {
      await("the source's absence")
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(metric("chappe_cluster_up", "cluster=\"us\"")).isZero();
                assertThat(metric("chappe_lag_records", ORDERS)).isNaN();
                assertThat(metric("chappe_lag_unknown_partitions", "us")).isPositive();
                assertThat(metric("chappe_recovery_point_seconds", ORDERS)).isPositive();
                onlookers.assertPage("Nobody can tell how us->eu does", "unknown");
                assertThat(flow().path("state").asText()).isEqualTo("unknown");
                assertThat(flow().path("lagRecords").isMissingNode()).isTrue();
              });
      assertAges();
      awaitFiring("ChappeClusterAway", "ChappeLagUnknown", "ChappeRecoveryPointOverObjective");
    } finally {
      us.resumeBroker(1);
    }
    awaitNothingBehind();
    assertThat(metric("chappe_cluster_up", "cluster=\"us\"")).isEqualTo(1);
  }

  @Test
  void aPausedFlowFallsBehind() {
    configure("{\"paused\": \"true\"}");
    try {
      await().atMost(LIMIT).until(() -> flow().path("state").asText().equals("paused"));
      produce(MANY);
      await("the lag of a paused flow")
          .atMost(SOON)
          .untilAsserted(
              () -> {
                // What the last fetch had asked for may still have come.
                long missing = records(us, ORDERS) - records(eu, "us." + ORDERS);
                assertThat(missing).isPositive();
                assertThat(metric("chappe_lag_records", ORDERS)).isEqualTo(missing);
                assertThat(flow().path("lagRecords").asLong(-1)).isEqualTo(missing);
                assertThat(flow().path("lagSeconds").asDouble(-1)).isPositive();
                onlookers.assertPage("paused", String.format(Locale.ROOT, "%,d", missing));
              });
      assertAges();
      commitOnSource(sourceEnd());
      awaitFiring("ChappeFlowPaused", "ChappeRecoveryPointOverObjective", "ChappeOffsetsInexact");
    } finally {
      configure("{}");
    }
    awaitNothingBehind();
  }

  private long sourceEnd() {
    return TopicView.get(us.admin().listOffsets(Map.of(PARTITION, OffsetSpec.latest())).all())
        .get(PARTITION)
        .offset();
  }

  private long committed() {
    return TopicView.get(
            us.admin().listConsumerGroupOffsets("chappe.us->eu").partitionsToOffsetAndMetadata())
        .get(PARTITION)
        .offset();
  }

  private void commitOnSource(long offset) {
    TopicView.get(
        us.admin()
            .alterConsumerGroupOffsets("readers", Map.of(PARTITION, new OffsetAndMetadata(offset)))
            .all());
  }

  private static long records(TestCluster cluster, String topic) {
    return Records.readAll(cluster, topic, true).size();
  }

  @Test
  void whatAnOpenTransactionHoldsBackIsToldApartWithItsOwner() {
    Map<String, Object> transactional = Map.of("transactional.id", "billing");
    try (Producer<byte[], byte[]> billing = Records.producer(us, transactional)) {
      billing.initTransactions();
      billing.beginTransaction();
      billing.send(new ProducerRecord<>(ORDERS, new byte[10]));
      billing.flush();
      try {
        produce(20);
        await("what is held back")
            .atMost(SOON)
            .untilAsserted(
                () -> {
                  assertThat(metric("chappe_lag_held_records", "us")).isEqualTo(21);
                  assertThat(metric("chappe_lag_records", ORDERS)).isZero();
                  assertThat(flow().path("heldBackRecords").asLong(-1)).isEqualTo(21);
                });
        await("whose transaction it is")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  assertThat(flow().path("details").toString())
                      .contains("transactional id billing");
                  assertThat(metric("chappe_lag_held_seconds", "us")).isPositive();
                  onlookers.assertFlow("transactional id billing");
                });
        awaitFiring("ChappeHangingTransaction");
      } finally {
        billing.abortTransaction();
      }
    }
    awaitNothingBehind();
    await().atMost(SOON).until(() -> metric("chappe_lag_held_records", "us") == 0);
  }

  @Test
  void aStoppedPartitionIsBehindAsLongAsItIsStopped() {
    eu.createTopic("us.bulky", 1, Map.of("max.message.bytes", "1000"));
    us.createTopic("bulky", 1);
    try (Producer<byte[], byte[]> producer = Records.producer(us, Map.of())) {
      Records.send(producer, List.of(new ProducerRecord<>("bulky", new byte[5_000])));
    }
    await("a stopped partition")
        .atMost(LIMIT)
        .until(() -> metric("chappe_partitions", "state=\"stopped\"") == 1);
    await("its lag")
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(metric("chappe_lag_records", "bulky")).isEqualTo(1);
              assertThat(flow().path("lagRecords").asLong(-1)).isEqualTo(1);
              onlookers.assertPage("us->eu needs help", "bulky-0");
            });
    awaitFiring("ChappePartitionStopped", "ChappeRecoveryPointOverObjective");

    configure("{\"errors.deadletterqueue.topic.name\": \"letters\"}");
    awaitFiring("ChappeDeadLetters");
    awaitNothingBehind();
    configure("{}");
    TopicView.get(us.admin().deleteTopics(List.of("bulky")).all());
    awaitNothingBehind();
    await("its series to go")
        .atMost(LIMIT)
        .until(() -> Double.isInfinite(metric("chappe_lag_records", "bulky")));
  }

  /** One whose name collides with it for the brokers: they make no difference of . and _. */
  @Test
  void ofARemoteTopicThatIsGoneAndCantBeMadeAgainNothingCountsAsCopied() {
    double all = sourceEnd();
    replicator.sigstop();
    try {
      TopicView.get(eu.admin().deleteTopics(List.of("us." + ORDERS)).all());
      eu.createTopic("us_" + ORDERS, 1);
    } finally {
      replicator.sigcont();
    }
    await("all to be missing")
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(metric("chappe_lag_records", ORDERS)).isEqualTo(all);
              assertThat(metric("chappe_recovery_point_seconds", ORDERS)).isPositive();
              assertThat(metric(page, "chappe_flow_lag_records", "us")).isEqualTo(all);
              assertThat(metric(page, "chappe_flow_recovery_point_seconds", "us")).isPositive();
              assertThat(flow().path("lagRecords").asDouble(-1)).isEqualTo(all);
              assertThat(flow().path("errors").toString()).contains("us_" + ORDERS);
              onlookers.assertPage("us_" + ORDERS);
            });
    assertAges();
    awaitFiring("ChappeRecoveryPointOverObjective");
    TopicView.get(eu.admin().deleteTopics(List.of("us_" + ORDERS)).all());
    awaitNothingBehind();
    assertThat(records(eu, "us." + ORDERS)).isEqualTo(records(us, ORDERS));
  }

  @Test
  void whenAllReplicatorsAreGoneTheLagIsKnownAllTheSame() {
    // A replicator commits how far it is every second: what it copied since then counts as missing.
    await("the last position's commit").atMost(SOON).until(() -> committed() == sourceEnd());
    replicator.kill9();
    try {
      replicator.awaitExit(Duration.ofSeconds(10));
      produce(MANY);
      await("the lag that no replicator tells")
          .atMost(Patience.LIMIT)
          .until(() -> flow().path("state").asText().equals("unattended"));
      await("the lag that no replicator tells")
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(flow().path("lagRecords").asLong(-1)).isBetween((long) MANY, MANY + 1L);
                assertThat(metric(page, "chappe_flow_lag_records", "us"))
                    .isBetween((double) MANY, MANY + 1.0);
                assertThat(metric(page, "chappe_flow_copyable_records", "us"))
                    .isBetween((double) MANY, MANY + 1.0);
                assertThat(metric(page, "chappe_flow_recovery_point_seconds", "us")).isPositive();
                onlookers.assertPage("No replicator works on us->eu");
              });
      awaitFiring("ChappeNoReplicator", "ChappeRecoveryPointOverObjective");
    } finally {
      replicator.close();
      replicator = ServiceProcess.start(Service.REPLICATOR, configuration, replicator.port());
      replicator.awaitReady();
    }
    awaitNothingBehind();
    await().atMost(SOON).until(() -> metric(page, "chappe_flow_recovery_point_seconds", "us") == 0);
  }

  @Test
  void aChangeThatIsRefusedIsSaid() {
    configure("{\"topics\": \"[\"}");
    try {
      awaitFiring("ChappeConfigurationRefused");
    } finally {
      configure("{}");
    }
    awaitNothingBehind();
  }

  @Test
  void aServiceThatIsGoneIsMissed() {
    checkpoints.kill9();
    try {
      awaitFiring("ChappeServiceGone");
    } finally {
      checkpoints.close();
      checkpoints = ServiceProcess.start(Service.CHECKPOINT, configuration, checkpoints.port());
      checkpoints.awaitReady();
    }
    awaitNothingBehind();
  }

  /** Prometheus has had some seconds for minutes. */
  private void awaitFiring(String... alerts) {
    await("alerts").atMost(SOON).untilAsserted(() -> onlookers.assertFiring(alerts));
  }

  private void assertAges() {
    double before = metric("chappe_recovery_point_seconds", ORDERS);
    await("a recovery point that grows")
        .atMost(SOON)
        .until(() -> metric("chappe_recovery_point_seconds", ORDERS) > before);
  }

  private void awaitNothingBehind() {
    await("nothing behind")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(metric("chappe_lag_records", ORDERS)).isZero();
              assertThat(metric("chappe_recovery_point_seconds", ORDERS)).isZero();
              assertThat(metric("chappe_lag_unknown_partitions", "us")).isZero();
              assertThat(metric("chappe_cluster_up", "cluster=\"eu\"")).isEqualTo(1);
              assertThat(flow().path("state").asText()).isEqualTo("running");
              assertThat(flow().path("lagRecords").asLong(-1)).isZero();
              onlookers.assertCalm();
            });
  }

  private void produce(int records) {
    Records.produce(us, ORDERS, CompressionType.LZ4, records);
  }

  private void configure(String json) {
    try (Producer<byte[], byte[]> producer = Records.producer(us, Map.of())) {
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(
                  "chappe.config.internal", "us->eu".getBytes(), json.getBytes())));
    }
  }

  /** The value of the first sample of that name with that text in its labels; infinite without. */
  private double metric(String name, String text) {
    return metric(replicator, name, text);
  }

  private static double metric(ServiceProcess service, String name, String text) {
    return service
        .get("/q/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(text))
        .findFirst()
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .orElse(Double.POSITIVE_INFINITY);
  }

  private JsonNode flow() {
    try {
      return new JsonMapper().readTree(page.get("/api/flows")).path(0);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
