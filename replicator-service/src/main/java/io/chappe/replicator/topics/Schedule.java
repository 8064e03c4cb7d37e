package io.chappe.replicator.topics;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a job is to be done: at once, and then at an interval; never if that is zero. */
final class Schedule {
  private final Duration interval;
  private final LongSupplier nanoTime;
  private long next;

  Schedule(Duration interval, LongSupplier nanoTime) {
    this.interval = interval;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  boolean isDue() {
    return interval.isPositive() && nanoTime.getAsLong() - next >= 0;
  }

  /** The job is done: the next time is an interval from now. */
  void done() {
    done(Duration.ZERO);
  }

  /**
   * The job is done: the next time is an interval from now, or {@code shortest} if it is longer.
   */
  void done(Duration shortest) {
    next = nanoTime.getAsLong() + Math.max(interval.toNanos(), shortest.toNanos());
  }

  /** The shorter of the interval, if there is one, and {@code other}. */
  Duration atMost(Duration other) {
    return interval.isPositive() && interval.compareTo(other) < 0 ? interval : other;
  }
}
