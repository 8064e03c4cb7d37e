package io.chappe.heartbeat.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.lag.PositionGroup;
import io.chappe.lag.PositionNote;
import io.chappe.service.LoopWatch;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;

/** One broker, a flow and no replicator. */
class LagObserverIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private final AtomicLong aheadMs = new AtomicLong();

  @Test
  void knowsTheLagWhetherOrNotAnybodyCopies() throws Exception {
    try (TestCluster us = TestCluster.builder("us").start()) {
      us.createTopic("orders", 1);
      Records.produce(us, "orders", CompressionType.NONE, 100);
      LagObserver lag = lag(us);
      try {
        lag.start();
        awaitRecords(lag, 100);
        assertThat(lag.figures().neverCopied()).isEqualTo(1);
        // The first record is an hour old.
        assertThat(lag.figures().sum().seconds().getAsDouble()).isBetween(3_600.0, 3_700.0);

        commit(us, new PositionNote(OptionalLong.of(now().toEpochMilli() - 600_000), false));
        awaitRecords(lag, 40);
        assertThat(lag.figures().neverCopied()).isZero();
        assertThat(lag.figures().sum().seconds().getAsDouble()).isBetween(600.0, 660.0);
        assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(40));
        commit(us, new PositionNote(OptionalLong.empty(), true));
        awaitThat(lag, () -> lag.figures().copyable().equals(OptionalLong.of(0)));

        seesWhatAnOpenTransactionHoldsBack(us, lag);
        us.admin().deleteConsumerGroups(List.of(PositionGroup.of(config(us).id()))).all().get();
        awaitRecords(lag, 110);

        noLongerKnowsOfASourceThatIsFrozen(us, lag);
      } finally {
        lag.close();
      }
    }
  }

  private static void seesWhatAnOpenTransactionHoldsBack(TestCluster us, LagObserver lag)
      throws Exception {
    try (Producer<byte[], byte[]> producer =
        Records.producer(us, Map.of("transactional.id", "hanging", "linger.ms", "0"))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int number = 0; number < 9; number++) {
        producer.send(new ProducerRecord<>("orders", 0, null, new byte[1]));
      }
      producer.flush();
      await().atMost(LIMIT).until(() -> lag.figures().sum().heldBack().equals(OptionalLong.of(9)));
      assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(40));
      awaitThat(lag, () -> lag.figures().sum().heldForMs() > 0);
      producer.abortTransaction();
    }
    awaitRecords(lag, 50);
    assertThat(lag.figures().sum().heldBack()).isEqualTo(OptionalLong.of(0));
  }

  private void noLongerKnowsOfASourceThatIsFrozen(TestCluster us, LagObserver lag) {
    us.pauseBroker(1);
    try {
      double before = lag.figures().sum().seconds().getAsDouble();
      aheadMs.addAndGet(30_000);

      assertThat(lag.figures().sum().records()).isEmpty();
      assertThat(lag.figures().copyable()).isEmpty();
      assertThat(lag.figures().sum().seconds().getAsDouble()).isBetween(before + 30, before + 60);
      awaitThat(lag, () -> !lag.status().lastError().isEmpty());
    } finally {
      us.resumeBroker(1);
    }
    awaitRecords(lag, 110);
  }

  private static void awaitRecords(LagObserver lag, long records) {
    awaitThat(lag, () -> lag.figures().sum().records().equals(OptionalLong.of(records)));
  }

  /** Without its pauses. */
  private static void awaitThat(LagObserver lag, Callable<Boolean> condition) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              lag.askSoon();
              return condition.call();
            });
  }

  private static void commit(TestCluster us, PositionNote note) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> positions = Map.of(ORDERS, note.beside(60));
    us.admin().alterConsumerGroupOffsets(PositionGroup.of(config(us).id()), positions).all().get();
  }

  private Instant now() {
    return Instant.now().plusMillis(aheadMs.get());
  }

  private LagObserver lag(TestCluster us) {
    FlowConfig flow = config(us);
    return new LagObserver(
        flow,
        new KafkaLagSource(
            new KafkaClients(flow.source(), "lag-test"),
            PositionGroup.of(flow.id()),
            Duration.ofSeconds(1)),
        new SimpleMeterRegistry(),
        new LoopWatch(System::nanoTime),
        this::now,
        System::nanoTime);
  }

  private static FlowConfig config(TestCluster us) {
    return ConfigLoader.parse(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", us.bootstrapServers(),
                "eu.bootstrap.servers", "localhost:1",
                "us->eu.enabled", "true",
                "us->eu.topics", "orders"),
            Map.of(),
            Set.of())
        .flows()
        .getFirst();
  }
}
