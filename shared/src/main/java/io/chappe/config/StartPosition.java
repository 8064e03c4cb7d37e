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
  record Back(Duration age) implements StartPosition {}

  /**
   * Reads {@code earliest}, {@code latest}, a time such as {@code 2026-01-31T00:00:00Z}, or {@code
   * by_duration:PT24H}.
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
                ? new Back(Duration.parse(text.substring("by_duration:".length())))
                : new At(Instant.parse(text));
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("isn't a time or a duration", e);
    }
  }
}
