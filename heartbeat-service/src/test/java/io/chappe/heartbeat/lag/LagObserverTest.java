package io.chappe.heartbeat.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.lag.PositionNote;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagObserverTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition BILLS = new TopicPartition("bills", 0);
  private static final TopicPartition HEARTBEATS = new TopicPartition("heartbeats", 0);
  private static final TopicPartition OTHER = new TopicPartition("other", 0);

  private final AtomicLong nowMs = new AtomicLong(1_000_000);
  private final InMemorySource source = new InMemorySource();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private FlowConfig config = config();
  private LagObserver lag = lag();

  @Test
  void countsFromTheCommittedPositions() throws Exception {
    source.end(ORDERS, 100, 100);
    source.end(BILLS, 50, 50);
    source.commit(ORDERS, 40, PositionNote.NONE);
    source.commit(BILLS, 50, PositionNote.NONE);
    lag.turn();

    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(60));
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(60));
    assertThat(lag.figures().neverCopied()).isZero();
    assertThat(lag.figures().topics()).extracting("topic").containsExactly("orders");
    assertThat(gauge("chappe.flow.lag.records")).isEqualTo(60);
  }

  @Test
  void whatTheConfigurationDoesNotSelectDoesNotCount() throws Exception {
    source.end(OTHER, 100, 100);
    source.end(new TopicPartition("eu.orders", 0), 100, 100);
    lag.turn();

    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(0));
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void whatWasNeverCopiedCountsWholeAndIsAsOldAsItsFirstRecord() throws Exception {
    source.end(ORDERS, 100, 100);
    lag.turn();

    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(100));
    assertThat(lag.figures().neverCopied()).isEqualTo(1);
    assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(1_000));
    pass(Duration.ofSeconds(30));
    assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(1_030));
  }

  @Test
  void countsWholeAgainWhenTheGroupIsForgotten() throws Exception {
    source.end(ORDERS, 100, 100);
    source.commit(ORDERS, 90, PositionNote.NONE);
    lag.turn();
    source.positions.clear();
    pass(Duration.ofSeconds(4));
    lag.turn();

    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(100));
  }

  @Test
  void aCopyThatIsGoneCountsWholeAndIsAsOldAsTheFirstRecord() throws Exception {
    source.end(ORDERS, 100, 100);
    source.commit(ORDERS, 100, PositionNote.NONE);
    lag.turn();
    assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(0));

    source.positions.put(ORDERS, PositionNote.nothingThere(false));
    for (int turn = 0; turn < 2; turn++) {
      pass(Duration.ofSeconds(4));
      lag.turn();
      assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(100));
      assertThat(lag.figures().neverCopied()).isEqualTo(1);
      assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(1_004 + 4 * turn));
    }

    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(100));

    source.positions.put(ORDERS, PositionNote.nothingThere(true));
    lag.turn();
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(0));

    source.commit(ORDERS, 100, PositionNote.NONE);
    pass(Duration.ofSeconds(4));
    lag.turn();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void beginsWhereTheConfigurationSays() throws Exception {
    configure("us->eu.start.from", "1970-01-01T00:00:00.030Z");
    source.end(ORDERS, 100, 100);
    source.end(BILLS, 20, 20);
    lag.turn();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(70));

    configure("us->eu.start.from", "latest");
    lag.turn();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(120));
  }

  @Test
  void aTopicThatIsCreatedWhileNobodyCopiesIsSeen() throws Exception {
    lag.turn();
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(0));
    source.end(ORDERS, 7, 7);
    pass(Duration.ofSeconds(4));
    lag.turn();

    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void pausedFlowsAndStoppedPartitionsAndHeartbeatsWakeNobody() throws Exception {
    source.end(ORDERS, 100, 100);
    source.end(BILLS, 30, 30);
    source.end(HEARTBEATS, 500, 500);
    source.commit(ORDERS, 40, new PositionNote(OptionalLong.empty(), true));
    lag.turn();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(590));
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(30));

    configure("us->eu.paused", "true");
    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(0));
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(590));
  }

  @Test
  void ceasesToKnowWhenTheSourceCeasesToAnswerAndAgesOn() throws Exception {
    source.end(ORDERS, 100, 100);
    source.commit(ORDERS, 100, PositionNote.NONE);
    lag.turn();
    source.away = true;
    for (int turn = 0; turn < 5; turn++) {
      pass(Duration.ofSeconds(4));
      lag.turn();
    }

    assertThat(lag.figures().sum().records()).isEmpty();
    assertThat(lag.figures().copyable()).isEmpty();
    assertThat(gauge("chappe.flow.lag.records")).isNaN();
    assertThat(gauge("chappe.flow.copyable.records")).isNaN();
    assertThat(gauge("chappe.flow.lag.held.records")).isNaN();
    assertThat(gauge("chappe.flow.lag.unknown.partitions")).isEqualTo(1);
    assertThat(gauge("chappe.flow.recovery.point")).isEqualTo(20);
    assertThat(lag.figures().sum().unknownSinceMs()).isEqualTo(OptionalLong.of(1_000_000));
    assertThat(lag.status().state()).isEqualTo(FlowStatus.State.DEGRADED);

    source.away = false;
    lag.turn();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(0));
    assertThat(lag.status().state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  @Test
  void knowsNothingWhileTheSourceHasNotEvenToldItsTopics() throws Exception {
    source.end(ORDERS, 100, 100);
    source.away = true;
    lag.turn();

    assertThat(lag.figures().sum().records()).isEmpty();
    assertThat(lag.figures().sum().seconds()).isEmpty();
    assertThat(lag.figures().copyable()).isEmpty();
    assertThat(gauge("chappe.flow.lag.unknown.partitions")).isNaN();
    assertThat(gauge("chappe.flow.recovery.point")).isNaN();
  }

  @Test
  void endsWithoutPositionsAreNoLag() throws Exception {
    source.end(ORDERS, 100, 100);
    source.commit(ORDERS, 100, PositionNote.NONE);
    lag.turn();
    source.positionsAway = true;
    source.end(ORDERS, 9_000, 9_000);
    for (int turn = 0; turn < 5; turn++) {
      pass(Duration.ofSeconds(4));
      lag.turn();
    }

    assertThat(lag.figures().sum().records()).isEmpty();
    assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(20));
  }

  @Test
  void onePartitionThatIsNotKnownMakesTheSumUnknownButNotTheOthers() throws Exception {
    source.end(ORDERS, 100, 100);
    source.end(BILLS, 30, 30);
    source.leaderless = Optional.of(ORDERS);
    lag.turn();

    assertThat(gauge("chappe.flow.lag.records")).isNaN();
    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(30));
    assertThat(lag.figures().copyable()).isEmpty();
    assertThat(lag.figures().topics()).extracting("topic").containsExactly("orders", "bills");
    assertThat(lag.status().state()).isEqualTo(FlowStatus.State.RUNNING);
    pass(Duration.ofSeconds(4));
    lag.turn();
    assertThat(lag.status().lastError()).contains("some brokers don't answer");
  }

  @Test
  void aTopicThatIsDeletedIsForgottenWithoutTrouble() throws Exception {
    source.end(ORDERS, 100, 100);
    source.end(BILLS, 30, 30);
    lag.turn();
    source.delete(ORDERS);
    pass(Duration.ofSeconds(1));
    lag.turn();
    pass(Duration.ofSeconds(1));
    lag.turn();

    assertThat(lag.figures().copyable()).isEqualTo(OptionalLong.of(30));
    assertThat(lag.status().state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  @Test
  void anOpenTransactionHoldsBackAndAges() throws Exception {
    source.end(ORDERS, 100, 150);
    source.commit(ORDERS, 100, PositionNote.NONE);
    lag.turn();
    pass(Duration.ofSeconds(4));
    lag.turn();

    assertThat(lag.figures().sum().records()).isEqualTo(OptionalLong.of(0));
    assertThat(gauge("chappe.flow.lag.held.records")).isEqualTo(50);
    assertThat(gauge("chappe.flow.lag.held")).isEqualTo(4);
  }

  @Test
  void takesTheAgeFromWhatTheReplicatorsNoted() throws Exception {
    source.end(ORDERS, 100, 100);
    source.commit(ORDERS, 40, new PositionNote(OptionalLong.of(nowMs.get() - 3_000), false));
    lag.turn();

    assertThat(lag.figures().sum().seconds()).isEqualTo(OptionalDouble.of(3));
  }

  @Test
  void asksForTopicsOfManyPartitionsMoreRarelyAndForAllLessOften() throws Exception {
    IntStream.range(0, 10_000).forEach(n -> source.end(new TopicPartition("orders", n), 1, 1));
    Duration pause = lag.turn();
    assertThat(pause).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
    for (int turn = 0; turn < 3; turn++) {
      pass(Duration.ofSeconds(8));
      lag.turn();
    }
    assertThat(source.asked)
        .isEqualTo(
            Map.of("topics", 1, "partitions", 1, "ends", 4, "positions", 4, "beginnings", 1));

    pass(Duration.ofSeconds(8));
    lag.turn();
    assertThat(source.asked).containsEntry("topics", 2).containsEntry("beginnings", 2);
  }

  @Test
  void takesItsGaugesAway() {
    lag.start();
    lag.close();

    assertThat(meters.getMeters()).isEmpty();
  }

  private double gauge(String name) {
    return meters.get(name).tags("source", "us", "target", "eu").gauge().value();
  }

  private void pass(Duration time) {
    nowMs.addAndGet(time.toMillis());
  }

  private void configure(String... more) {
    FlowConfig next = config(more);
    assertThat(lag.change(config, next)).isTrue();
    config = next;
  }

  private LagObserver lag() {
    return new LagObserver(
        config,
        source,
        meters,
        new LoopWatch(System::nanoTime),
        () -> Instant.ofEpochMilli(nowMs.get()),
        () -> nowMs.get() * 1_000_000);
  }

  private static FlowConfig config(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("clusters", "us, eu");
    properties.put("us.bootstrap.servers", "us:9092");
    properties.put("eu.bootstrap.servers", "eu:9092");
    properties.put("us->eu.enabled", "true");
    properties.put("us->eu.topics", "orders, bills, eu.orders");
    for (int index = 0; index < more.length; index += 2) {
      properties.put(more[index], more[index + 1]);
    }
    return ConfigLoader.parse(properties, Map.of(), Set.of()).flows().getFirst();
  }
}
