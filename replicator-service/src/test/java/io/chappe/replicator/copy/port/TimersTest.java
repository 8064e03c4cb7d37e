package io.chappe.replicator.copy.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  private long nowMs;
  private final Timers timers = new Timers(() -> nowMs);
  private final List<String> run = new ArrayList<>();

  @Test
  void runsWhatIsDueInOrder() {
    timers.after(20, () -> run.add("second"));
    timers.after(10, () -> run.add("first"));
    timers.after(30, () -> run.add("third"));
    nowMs = 25;

    timers.run();

    assertThat(run).containsExactly("first", "second");
    assertThat(timers.untilNext(100)).isEqualTo(5);
  }

  @Test
  void doesNotRunWhatIsCancelled() {
    timers.after(10, () -> run.add("cancelled")).cancel();
    nowMs = 10;

    timers.run();

    assertThat(run).isEmpty();
  }

  @Test
  void keepsNothingOfThousandsThatAreCancelled() {
    List<Timers.Timer> renewals = new ArrayList<>();
    for (int partition = 0; partition < 10_000; partition++) {
      renewals.add(timers.after(21_600_000, () -> run.add("renewed")));
    }

    renewals.forEach(Timers.Timer::cancel);

    assertThat(timers.size()).isLessThan(100);
  }

  @Test
  void mayCancelWhatHasRun() {
    Timers.Timer timer = timers.after(0, () -> run.add("once"));
    timers.run();

    timer.cancel();
    timers.run();

    assertThat(run).containsExactly("once");
  }
}
