package io.chappe.replicator;

import io.chappe.config.StartPosition;
import io.chappe.replicator.copy.port.BatchFetcher;
import java.util.OptionalLong;

/**
 * Where in the source the copy of a partition begins that was never copied: a timestamp in
 * milliseconds since the epoch, or one of {@link BatchFetcher#EARLIEST} and {@link
 * BatchFetcher#LATEST}.
 */
final class StartTimes {
  private StartTimes() {}

  /**
   * What {@code start.from} says, but no later than what a new partition needs.
   *
   * @param ofNew where a partition must begin that came while the flow runs; empty for others
   * @param nowMs milliseconds since the epoch
   */
  static long of(StartPosition configured, OptionalLong ofNew, long nowMs) {
    long start = of(configured, nowMs);
    return ofNew.isPresent() ? earlier(start, ofNew.getAsLong()) : start;
  }

  private static long of(StartPosition configured, long nowMs) {
    return switch (configured) {
      case StartPosition.Earliest earliest -> BatchFetcher.EARLIEST;
      case StartPosition.Latest latest -> BatchFetcher.LATEST;
      case StartPosition.At at -> at.time().toEpochMilli();
      case StartPosition.Back back -> back.before(nowMs);
    };
  }

  private static long earlier(long one, long other) {
    if (one == BatchFetcher.EARLIEST || other == BatchFetcher.EARLIEST) {
      return BatchFetcher.EARLIEST;
    }
    return one == BatchFetcher.LATEST ? other : Math.min(one, other);
  }
}
