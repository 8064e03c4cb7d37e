package io.chappe.lag;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far the copies of several partitions are behind together.
 *
 * @param records sum over the partitions of which it is known; empty if it is known of none
 * @param heldBack offsets that open transactions hold back, in the same way
 * @param heldForMs the longest time for which one transaction is seen to hold back something
 * @param seconds age of the oldest copy; empty if nothing ever was known
 * @param unknown of how many partitions {@code records} is unknown
 * @param unknownSinceMs since when it is for the first of them, in milliseconds of the epoch
 */
public record LagSum(
    OptionalLong records,
    OptionalLong heldBack,
    long heldForMs,
    OptionalDouble seconds,
    int unknown,
    OptionalLong unknownSinceMs) {

  /** Of no partition at all: nothing is behind. */
  public static final LagSum NOTHING =
      new LagSum(
          OptionalLong.of(0), OptionalLong.of(0), 0, OptionalDouble.of(0), 0, OptionalLong.empty());

  /** Adds them up. */
  public static LagSum of(Collection<PartitionLag> lags) {
    if (lags.isEmpty()) {
      return NOTHING;
    }
    long records = 0;
    long heldBack = 0;
    long heldForMs = 0;
    int unknown = 0;
    boolean ended = false;
    double seconds = -1;
    long since = Long.MAX_VALUE;
    for (PartitionLag each : lags) {
      records += each.records().orElse(0);
      heldBack += each.heldBack().orElse(0);
      heldForMs = Math.max(heldForMs, each.heldForMs());
      ended |= each.heldBack().isPresent();
      seconds = Math.max(seconds, each.seconds().orElse(-1));
      unknown += each.isKnown() ? 0 : 1;
      since = Math.min(since, each.unknownSinceMs().orElse(Long.MAX_VALUE));
    }
    return new LagSum(
        unknown == lags.size() ? OptionalLong.empty() : OptionalLong.of(records),
        ended ? OptionalLong.of(heldBack) : OptionalLong.empty(),
        heldForMs,
        seconds < 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds),
        unknown,
        unknown == 0 ? OptionalLong.empty() : OptionalLong.of(since));
  }

  /** The records of all partitions, or NaN if they aren't known of each. */
  public double recordsOfAll() {
    return unknown == 0 && records.isPresent() ? records.getAsLong() : Double.NaN;
  }
}
