package io.chappe.replicator.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.lag.LagSum;
import io.chappe.lag.SourceEnd;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FlowLagTest {
  private static final TopicPartition ZERO = new TopicPartition("orders", 0);
  private static final TopicPartition ONE = new TopicPartition("orders", 1);

  private long nowMs = 1_000_000;
  private final FlowLag lag = new FlowLag(() -> nowMs);

  @Test
  void sumIsMadeAgainOnlyIfAnotherOneMayComeOut() {
    copied(ZERO, 7);

    LagSum first = lag.ofAll();
    nowMs += 999;

    assertThat(first.records()).hasValue(3);
    assertThat(lag.ofAll()).isSameAs(first);
  }

  @Test
  void sumFollowsTheBookAtOnce() {
    copied(ZERO, 7);
    assertThat(lag.ofAll().records()).hasValue(3);

    lag.copying(ZERO, 9, OptionalLong.empty());

    assertThat(lag.ofAll().records()).hasValue(1);

    lag.beginsAnew(ZERO);

    assertThat(lag.ofAll().records()).isEmpty();
  }

  @Test
  void sumIsOfThePartitionsThatAreOursNow() {
    copied(ZERO, 7);
    assertThat(lag.ofAll().unknown()).isZero();

    lag.partitions(Set.of(ZERO, ONE));

    assertThat(lag.ofAll().unknown()).isEqualTo(1);
    assertThat(lag.numbers("orders")).isEqualTo(List.of(0, 1));
  }

  @Test
  void sumAgesThoughNothingIsTold() {
    copied(ZERO, 7);
    double seconds = lag.ofAll().seconds().orElseThrow();

    nowMs += 5_000;
    assertThat(lag.ofAll().seconds()).hasValue(seconds + 5);

    nowMs += LagWatch.VALIDITY.toMillis();
    assertThat(lag.ofAll().records()).isEmpty();
  }

  @Test
  void sumIsMadeAgainWhenTheClockWasSetBack() {
    copied(ZERO, 7);
    lag.ofAll();

    nowMs -= 60_000;
    LagSum atOnce = lag.ofAll();
    nowMs += 1_000;

    assertThat(lag.ofAll()).isNotSameAs(atOnce);
  }

  @Test
  void whoBeginsAnewTwiceIsAskedForTwice() {
    copied(ZERO, 7);
    lag.beginsAnew(ZERO);
    assertThat(lag.anewAmong(Set.of(ZERO))).containsExactly(ZERO);
    lag.begun(Set.of(ZERO));
    assertThat(lag.anewAmong(Set.of(ZERO))).isEmpty();

    lag.copying(ZERO, 2, OptionalLong.empty());
    lag.beginsAnew(ZERO);

    assertThat(lag.anewAmong(Set.of(ZERO))).containsExactly(ZERO);
  }

  private void copied(TopicPartition partition, long position) {
    lag.partitions(Set.of(partition));
    lag.book().ended(Map.of(partition, new SourceEnd(10, 10)), nowMs);
    lag.copying(partition, position, OptionalLong.empty());
  }
}
