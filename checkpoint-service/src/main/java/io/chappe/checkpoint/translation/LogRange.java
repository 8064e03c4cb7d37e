package io.chappe.checkpoint.translation;

/**
 * What the log of a partition holds.
 *
 * @param start its first offset
 * @param end the offset after the last one that consumers can reach
 * @param dataEnd at most the offset after the last record. In a copy only the markers of takeovers
 *     whose run isn't in the map yet lie behind it
 */
public record LogRange(long start, long end, long dataEnd) {
  /** More markers in a row, without data between and without a run, have never been seen. */
  private static final long MARKERS = 16;

  /** For who knows the ends of a log only: the last few offsets may be markers. */
  public static LogRange of(long start, long end) {
    return new LogRange(start, end, Math.max(start, end - MARKERS));
  }
}
