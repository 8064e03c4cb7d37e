package io.chappe.offsetmap;

import java.util.Objects;

/**
 * A stretch in which upstream and downstream offsets go up together: from {@code upstream} on, a
 * record's downstream offset is {@code downstream + (offset - upstream)}, until the data of the run
 * ends.
 *
 * @param upstream first upstream offset of the run, at least 0
 * @param downstream the downstream offset of {@code upstream}, at least 0
 * @param previousEnd the downstream offset after the last record of the run before, or where that
 *     run begins if it holds no record. Smaller than {@code downstream} only where the target holds
 *     something else in between, such as the marker of a takeover. Upstream offsets after that last
 *     record and before {@code upstream} were not copied and translate to {@code downstream}. For
 *     the first run of a map, where nothing of ours is before
 * @param cause why the run began
 * @param timestampMs when it began, milliseconds since 1970
 * @param leaderEpoch in which epoch the source partition's leader took the run's records, or, while
 *     it holds none, those before it; {@link #NO_EPOCH} if unknown. A later epoch begins a run of
 *     its own, so that a source that lost its tail is found out by what its leader knows
 */
public record Run(
    long upstream,
    long downstream,
    long previousEnd,
    Cause cause,
    long timestampMs,
    int leaderEpoch) {
  /** No leader epoch is known. */
  public static final int NO_EPOCH = -1;

  /** A run of which no leader epoch is known. */
  public Run(long upstream, long downstream, long previousEnd, Cause cause, long timestampMs) {
    this(upstream, downstream, previousEnd, cause, timestampMs, NO_EPOCH);
  }

  /** The same run with records of another leader epoch. */
  public Run withLeaderEpoch(int epoch) {
    return new Run(upstream, downstream, previousEnd, cause, timestampMs, epoch);
  }

  public Run {
    Objects.requireNonNull(cause, "cause");
    if (upstream < 0 || previousEnd < 0 || previousEnd > downstream) {
      throw new IllegalArgumentException(
          "not a run: upstream="
              + upstream
              + " downstream="
              + downstream
              + " previousEnd="
              + previousEnd);
    }
  }
}
