package io.chappe.replicator;

import io.chappe.lag.LagSum;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** A flow's lag in the status' words. */
final class LagWords {
  private LagWords() {}

  /** A number, and of how many partitions it isn't known. */
  static String of(LagSum lag) {
    String unknown =
        lag.unknownSinceMs().isEmpty()
            ? ""
            : "unknown of %d partitions since %s"
                .formatted(lag.unknown(), Instant.ofEpochMilli(lag.unknownSinceMs().getAsLong()));
    if (lag.records().isEmpty()) {
      return unknown.isEmpty() ? "unknown" : unknown;
    }
    String known = Long.toString(lag.records().getAsLong());
    return unknown.isEmpty() ? known : known + ", " + unknown;
  }

  /** What open transactions hold back, for how long, and whose they are. */
  static String heldBack(LagSum lag, Map<String, String> held) {
    String whose =
        held.entrySet().stream()
            .map(each -> each.getKey() + " by " + each.getValue())
            .collect(Collectors.joining("; "));
    return "%d records by open transactions, the oldest seen for %d s%s"
        .formatted(
            lag.heldBack().orElse(0),
            Duration.ofMillis(lag.heldForMs()).toSeconds(),
            whose.isEmpty() ? "" : ": " + whose);
  }
}
