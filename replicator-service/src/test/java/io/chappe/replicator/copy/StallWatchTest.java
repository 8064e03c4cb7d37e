package io.chappe.replicator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallWatchTest {
  private long monotonicMs;
  private long wallClockMs;
  private final StallWatch watch = new StallWatch(20_000, () -> monotonicMs, () -> wallClockMs);

  @Test
  void usualRoundsDoNotCount() {
    monotonicMs += 20_000;
    wallClockMs += 20_000;

    assertThat(watch.look()).isZero();
  }

  @Test
  void aStoppedProcessStoodStillOnce() {
    monotonicMs += 60_000;
    wallClockMs += 60_000;

    assertThat(watch.look()).isEqualTo(60_000);
    assertThat(watch.look()).isZero();
  }

  @Test
  void aSuspendedMachineIsSeenByTheWallClock() {
    wallClockMs += 3_600_000;

    assertThat(watch.look()).isEqualTo(3_600_000);
  }
}
