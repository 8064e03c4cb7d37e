package io.chappe.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was done when, on the console, in a file and for the message of a failure. */
final class EventLog {
  private final Path file;
  private final Instant start = Instant.now();
  private final List<String> lines = new ArrayList<>();
  private final SortedMap<String, Integer> faults = new TreeMap<>();

  EventLog(Path folder) {
    this.file = folder.resolve("events.log");
  }

  /** Notes a fault, to be counted. */
  synchronized void fault(String kind, String what) {
    faults.merge(kind, 1, Integer::sum);
    note(kind + ": " + what);
  }

  /** Notes anything else. */
  synchronized void note(String what) {
    double seconds = elapsed().toMillis() / 1e3;
    String line = String.format(Locale.ROOT, "%8.3f %s %s", seconds, Instant.now(), what);
    lines.add(line);
    System.out.println("chaos " + line);
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Duration elapsed() {
    return Duration.between(start, Instant.now());
  }

  /** Number of faults so far. */
  synchronized int faults() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Number of faults so far, by kind. */
  synchronized SortedMap<String, Integer> faultsByKind() {
    return new TreeMap<>(faults);
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
