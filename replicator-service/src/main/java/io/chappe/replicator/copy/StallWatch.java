package io.chappe.replicator.copy;

import java.util.function.LongSupplier;

/**
 * Notices that a process stood still: it was stopped, or its machine was. Others may have taken its
 * partitions over since, and brokers may have forgotten whom they fenced. So before it sends
 * anything that it still holds, it takes its partitions over anew.
 */
final class StallWatch {
  private final long limitMs;
  private final LongSupplier monotonicMs;
  private final LongSupplier wallClockMs;
  private long lastMonotonicMs;
  private long lastWallClockMs;

  /**
   * @param limitMs time between two looks from which on it counts
   * @param monotonicMs milliseconds from any origin; may stand still while the machine does
   * @param wallClockMs milliseconds since the epoch; may be set
   */
  StallWatch(long limitMs, LongSupplier monotonicMs, LongSupplier wallClockMs) {
    this.limitMs = limitMs;
    this.monotonicMs = monotonicMs;
    this.wallClockMs = wallClockMs;
    look();
  }

  /** Milliseconds that this stood still since the last look; 0 if it is about as usual. */
  long look() {
    long monotonic = monotonicMs.getAsLong();
    long wallClock = wallClockMs.getAsLong();
    long passedMs = Math.max(monotonic - lastMonotonicMs, wallClock - lastWallClockMs);
    lastMonotonicMs = monotonic;
    lastWallClockMs = wallClock;
    return passedMs > limitMs ? passedMs : 0;
  }
}
