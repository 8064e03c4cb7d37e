package io.chappe.replicator.ownership;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that the process stood still for so long (stopped by a signal, a frozen virtual machine)
 * that the group may have given its partitions to others.
 *
 * <p>The clock must not stand still with the process, as {@link System#nanoTime()} does not.
 */
final class SuspensionWatch {
  private final Duration limit;
  private final LongSupplier nanoTime;
  private long lastSign;

  SuspensionWatch(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.lastSign = nanoTime.getAsLong();
  }

  /** Notes a sign of life. */
  void alive() {
    lastSign = nanoTime.getAsLong();
  }

  /** Whether the last sign of life is longer ago than the limit. */
  boolean wasSuspended() {
    return nanoTime.getAsLong() - lastSign > limit.toNanos();
  }
}
