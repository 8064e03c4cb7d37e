package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
  private final LoopWatch watch = new LoopWatch(nanoTime::get);

  @Test
  void namesTheLoopThatIsSilentForTooLongAndNoOther() {
    LoopWatch.Loop quick = watch.register("quick", Duration.ofSeconds(1));
    watch.register("slow", Duration.ofSeconds(10));

    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(watch.stuck()).containsExactly("quick");

    quick.tick();
    assertThat(watch.stuck()).isEmpty();
  }

  @Test
  void keepsCalmAtExactlyTheLimit() {
    watch.register("loop", Duration.ofSeconds(1));

    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(watch.stuck()).isEmpty();
  }

  @Test
  void forgetsALoopThatEndedAsPlanned() {
    LoopWatch.Loop loop = watch.register("loop", Duration.ofSeconds(1));
    loop.close();

    nanoTime.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(watch.stuck()).isEmpty();
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void refusesASecondLoopOfTheSameName() {
    watch.register("loop", Duration.ofSeconds(1));

    assertThatThrownBy(() -> watch.register("loop", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loop");
  }
}
