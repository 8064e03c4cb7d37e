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
 */
public record Run(long upstream, long downstream, long previousEnd, Cause cause, long timestampMs) {
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
