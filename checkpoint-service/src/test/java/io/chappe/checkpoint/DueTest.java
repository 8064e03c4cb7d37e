package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DueTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE);

  @Test
  void isDueAtFirstAndThenShortlyBeforeTheInterval() {
    Due due = new Due(Duration.ofNanos(100), nanoTime::get);
    assertThat(due.isDue()).isTrue();

    due.done();
    nanoTime.addAndGet(89);
    assertThat(due.isDue()).isFalse();

    nanoTime.addAndGet(1);
    assertThat(due.isDue()).isTrue();
  }

  @Test
  void isNeverDueWhenSwitchedOff() {
    assertThat(new Due(Duration.ZERO, nanoTime::get).isDue()).isFalse();
  }
}
