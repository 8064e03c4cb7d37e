package io.chappe.lag;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

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

  /** Nothing is known, not even of how many partitions. */
  public static final LagSum UNKNOWN =
      new LagSum(
          OptionalLong.empty(),
          OptionalLong.empty(),
          0,
          OptionalDouble.empty(),
          0,
          OptionalLong.empty());

  /** Adds up partitions. */
  public static LagSum of(Collection<PartitionLag> lags) {
    return sum(lags.stream().map(LagSum::of).toList());
  }

  private static LagSum of(PartitionLag lag) {
    return new LagSum(
        lag.records(),
        lag.heldBack(),
        lag.heldForMs(),
        lag.seconds(),
        lag.isKnown() ? 0 : 1,
        lag.unknownSinceMs());
  }

  /** Adds up sums of different partitions. */
  public static LagSum sum(Collection<LagSum> sums) {
    if (sums.isEmpty()) {
      return NOTHING;
    }
    OptionalLong records = OptionalLong.empty();
    OptionalLong heldBack = OptionalLong.empty();
    long heldForMs = 0;
    OptionalDouble seconds = OptionalDouble.empty();
    int unknown = 0;
    OptionalLong since = OptionalLong.empty();
    for (LagSum each : sums) {
      records = merged(records, each.records, Long::sum);
      heldBack = merged(heldBack, each.heldBack, Long::sum);
      heldForMs = Math.max(heldForMs, each.heldForMs);
      if (each.seconds.isPresent()) {
        seconds = OptionalDouble.of(Math.max(each.seconds.getAsDouble(), seconds.orElse(0)));
      }
      unknown += each.unknown;
      since = merged(since, each.unknownSinceMs, Math::min);
    }
    return new LagSum(records, heldBack, heldForMs, seconds, unknown, since);
  }

  private static OptionalLong merged(
      OptionalLong one, OptionalLong other, LongBinaryOperator merge) {
    return one.isEmpty()
        ? other
        : other.isEmpty()
            ? one
            : OptionalLong.of(merge.applyAsLong(one.getAsLong(), other.getAsLong()));
  }

  /** The records of all partitions, or NaN if they aren't known of each. */
  public double recordsOfAll() {
    return unknown == 0 && records.isPresent() ? records.getAsLong() : Double.NaN;
  }
}
