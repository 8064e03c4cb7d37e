package io.chappe.replicator.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SuspensionWatchTest {
  private long now = Long.MAX_VALUE - 5; // nanoTime may overflow

  private final SuspensionWatch watch = new SuspensionWatch(Duration.ofNanos(10), () -> now);

  @Test
  void takesAPauseUpToTheLimitForLife() {
    now += 10;
    assertThat(watch.wasSuspended()).isFalse();
    watch.alive();
    now += 10;
    assertThat(watch.wasSuspended()).isFalse();
  }

  @Test
  void noticesALongerPause() {
    now += 11;
    assertThat(watch.wasSuspended()).isTrue();
    watch.alive();
    assertThat(watch.wasSuspended()).isFalse();
  }
}
