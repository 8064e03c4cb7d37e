package io.chappe.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Where the copy of a partition begins that was never copied before. */
public sealed interface StartPosition {

  /** With the first record that the source still has. */
  record Earliest() implements StartPosition {}

  /** With the next record that comes. */
  record Latest() implements StartPosition {}

  /**
   * With the first record at a time or after it; with the next one that comes, if there is none.
   */
  record At(Instant time) implements StartPosition {}

  /** With the first record that is not older than this when the copy begins (KIP-1106). */
  record Back(Duration age) implements StartPosition {
    /**
     * The time that this means.
     *
     * @param now in milliseconds since 1970, as the result, which is never before 1970: brokers
     *     take numbers below 0 for something else
     */
    public long before(long now) {
      return Math.max(0, now - age.toMillis());
    }
  }

  /**
   * Reads {@code earliest}, {@code latest}, a time such as {@code 2026-01-31T00:00:00Z}, or {@code
   * by_duration:PT24H}. A time is in 1970 or later, and a duration isn't negative.
   *
   * @throws IllegalArgumentException for anything else
   */
  static StartPosition parse(String text) {
    try {
      return switch (text) {
        case "earliest" -> new Earliest();
        case "latest" -> new Latest();
        default ->
            text.startsWith("by_duration:")
                ? new Back(duration(text.substring("by_duration:".length())))
                : new At(time(text));
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("isn't a time or a duration", e);
    }
  }

  private static Duration duration(String text) {
    Duration duration = Duration.parse(text);
    if (duration.toMillis() < 0) {
      throw new DateTimeException("negative");
    }
    return duration;
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.toEpochMilli() < 0) {
      throw new DateTimeException("before 1970");
    }
    return time;
  }
}
