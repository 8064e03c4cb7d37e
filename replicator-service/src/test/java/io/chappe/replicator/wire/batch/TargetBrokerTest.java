package io.chappe.replicator.wire.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.wire.cluster.InMemoryBrokers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

/** What partitions may fetch while one of two brokers of the target doesn't answer. */
class TargetBrokerTest {
  private static final FetchAllowance ALLOWANCE =
      new FetchAllowance(1_000_000, Long.MIN_VALUE, 400_000);

  private final InMemoryBrokers brokers =
      new InMemoryBrokers((broker, request, since) -> Optional.empty(), () -> {});
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();
  private final AtomicInteger woken = new AtomicInteger();
  private final TargetBroker one = broker(1);
  private final FetchAccount ofOne = account();
  private final ProduceBuilder request = new ProduceBuilder(one, 30_000);

  @Test
  void aBrokerThatAnswersIsFetchedFor() {
    broker(2);
    ofOne.chargeTo(one);
    one.sent(request);
    one.sent(request);
    brokers.time.advance(400);
    one.answered(brokers.time.nanoseconds() - 1);
    brokers.time.advance(400);

    assertThat(ofOne.waitMs(ALLOWANCE)).isZero();
  }

  @Test
  void aSilentBrokerIsNotFetchedForUntilItAnswers() {
    TargetBroker two = broker(2);
    FetchAccount ofTwo = account();
    ofOne.chargeTo(one);
    ofTwo.chargeTo(two);
    ofOne.add(1_000);
    one.sent(request);
    brokers.time.advance(600);
    assertThat(ofOne.waitMs(ALLOWANCE)).isPositive();
    assertThat(ofTwo.waitMs(ALLOWANCE)).isZero();

    one.answered(brokers.time.nanoseconds() - 1);
    ofOne.remove(1_000);

    assertThat(woken).hasValue(1);
    assertThat(ofOne.waitMs(ALLOWANCE)).isZero();
  }

  @Test
  void theOnlyBrokerIsFetchedForInAnyCase() {
    ofOne.chargeTo(one);
    ofOne.add(500_000);
    one.sent(request);
    brokers.time.advance(600);

    assertThat(ofOne.waitMs(ALLOWANCE)).isZero();
  }

  @Test
  void oneOfSeveralBrokersGetsItsShareOfTheBuffer() {
    broker(2);
    FetchAccount other = account();
    ofOne.chargeTo(one);
    other.add(400_000);
    assertThat(ofOne.waitMs(ALLOWANCE)).isZero();

    other.chargeTo(one);
    assertThat(ofOne.waitMs(ALLOWANCE)).isPositive();

    other.remove(1);
    assertThat(ofOne.waitMs(ALLOWANCE)).isZero();
  }

  @Test
  void whenMostOfTheBufferIsInUseAPartitionKeepsToItsShareAndMoves() {
    FetchSettings settings =
        new FetchSettings(1_000_000, 100_000, 100_000, 400_000, 500, 2_500, 1, "");
    ofOne.add(300_000);
    FetchAccount stuck = account();
    stuck.add(1_000);
    FetchAccount idle = account();
    brokers.time.advance(300);
    ofOne.remove(1);
    long now = brokers.time.milliseconds();
    assertThat(ofOne.waitMs(FetchAllowance.of(settings, 500_000, 0, 2, now))).isZero();

    FetchAllowance scarce = FetchAllowance.of(settings, 500_001, 0, 2, now + 200);

    assertThat(ofOne.waitMs(scarce)).isPositive();
    assertThat(stuck.waitMs(scarce)).isPositive();
    assertThat(idle.waitMs(scarce)).isZero();
    assertThat(holding).hasValue(2);
  }

  @Test
  void onlyTheLastRequestCanStillBeInTheSocketsHands() {
    ProduceBuilder next = new ProduceBuilder(one, 30_000);
    one.sent(request);
    brokers.clogged.add("1");
    assertThat(request.isBeingWritten()).isTrue();

    one.sent(next);

    assertThat(request.isBeingWritten()).isFalse();
    assertThat(next.isBeingWritten()).isTrue();
    brokers.clogged.clear();
    assertThat(next.isBeingWritten()).isFalse();
  }

  private TargetBroker broker(int id) {
    return new TargetBroker(
        brokers.client(), new Node(id, "localhost", id), count, brokers.time::nanoseconds);
  }

  private FetchAccount account() {
    return new FetchAccount(holding, brokers.time::milliseconds, woken::incrementAndGet);
  }
}
