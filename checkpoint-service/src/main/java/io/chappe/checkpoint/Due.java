package io.chappe.checkpoint;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says in which round a job is due again. A round may begin a little early, so the job is due a
 * tenth of its interval before its time: else one with the interval of the rounds would be done
 * every other round. For one thread.
 */
final class Due {
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private long dueNanos;
  private boolean everDone;

  /**
   * @param interval time from one turn to the next; zero for a job that is switched off
   * @param nanoTime a monotonic clock in nanoseconds
   */
  Due(Duration interval, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether the job's time has come; at first at once. */
  boolean isDue() {
    return intervalNanos > 0 && (!everDone || nanoTime.getAsLong() - dueNanos >= 0);
  }

  /** Says that the job is done. */
  void done() {
    everDone = true;
    dueNanos = nanoTime.getAsLong() + intervalNanos - intervalNanos / 10;
  }
}
