package io.chappe.replicator.wire.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FetchTrafficTest {
  private static final String TOPIC = "orders";
  private static final long WINDOW_MS = 10_000;

  private long nanos;
  private final FetchTraffic traffic =
      new FetchTraffic(topic -> topic.equals("heartbeats"), () -> nanos);

  @Test
  void withoutALimitNothingWaits() {
    traffic.received(TOPIC, Integer.MAX_VALUE, false);

    assertThat(traffic.isLimited(TOPIC)).isFalse();
    assertThat(traffic.waitMs()).isZero();
    assertThat(traffic.requestBytes(1 << 20, 3)).isEqualTo(1 << 20);
  }

  @Test
  void keepsTheRateWithinATenthInEveryWindowWhateverTheWayToTheBrokerTakes() {
    traffic.limit(1_000_000);
    pass(60_000);
    assertThat(received(WINDOW_MS, 100)).isCloseTo(10_000_000, within(1_000_000L));
    assertThat(received(WINDOW_MS, 1)).isCloseTo(10_000_000, within(1_000_000L));
  }

  @Test
  void aNewRateHoldsAtOnceAlsoForWhatIsOwed() {
    traffic.limit(1_000);
    traffic.received(TOPIC, 100_000, false);
    assertThat(traffic.waitMs()).isEqualTo(100_000);

    traffic.limit(1_000_000);

    assertThat(traffic.waitMs()).isEqualTo(100);
  }

  @Test
  void heartbeatsAreCountedButNotHeldBack() {
    traffic.limit(1_000);
    traffic.received("heartbeats", 5_000, true);

    assertThat(traffic.isLimited("heartbeats")).isFalse();
    assertThat(traffic.waitMs()).isZero();
    assertThat(traffic.bytesFromFollowers()).isEqualTo(5_000);
  }

  @Test
  void onePartitionMayNotTakeAllThatIsAskedFor() {
    traffic.limit(10_000_000);
    int request = traffic.requestBytes(8 << 20, 2);

    assertThat(request).isEqualTo(500_000);
    assertThat(traffic.partitionBytes(4 << 20, request)).isEqualTo(125_000);
  }

  /** Bytes that come in a while in which all that is asked for comes after {@code roundTripMs}. */
  private long received(long forMs, long roundTripMs) {
    long end = nanos + TimeUnit.MILLISECONDS.toNanos(forMs);
    long bytes = 0;
    while (nanos < end) {
      pass(traffic.waitMs());
      pass(roundTripMs);
      int request = traffic.requestBytes(8 << 20, 1);
      traffic.received(TOPIC, request, false);
      bytes += request;
    }
    return bytes;
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
