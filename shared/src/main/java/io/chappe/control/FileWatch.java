package io.chappe.control;

import io.chappe.config.ConfigurationException;
import io.chappe.config.loading.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells when the content of the file has changed, whichever way: written in place, replaced, or
 * behind a symbolic link that was swapped, as Kubernetes does with a ConfigMap. So it looks at the
 * content, not for events, which no two file systems send alike. New content counts when it has
 * been the same for two looks, since a file may be seen half written. For one thread.
 */
final class FileWatch {
  /** Looks for which a file may be away, while it is replaced. */
  private static final int AWAY = 4;

  /** What was found: lines and what is doubtful in them, or what is wrong. */
  record Found(Map<String, String> lines, List<String> warnings, List<String> problems) {}

  private final Path file;
  private byte[] handled;
  private byte[] before;
  private int failures;

  FileWatch(Path file) {
    this.file = file;
    try {
      handled = Files.readAllBytes(file);
    } catch (IOException e) {
      handled = new byte[0];
    }
    before = handled;
  }

  /** Looks once; empty if nothing is new. */
  Optional<Found> look() {
    byte[] now;
    try {
      now = Files.readAllBytes(file);
    } catch (IOException e) {
      failures++;
      before = null;
      return failures == AWAY ? refused(file + ": can't be read: " + e) : Optional.empty();
    }
    boolean back = failures >= AWAY;
    failures = 0;
    boolean stable = Arrays.equals(now, before);
    before = now;
    if (!stable || (Arrays.equals(now, handled) && !back)) {
      failures = back && !stable ? AWAY : 0;
      return Optional.empty();
    }
    handled = now;
    try {
      ConfigLoader.FileContent content = ConfigLoader.readFile(file);
      return Optional.of(new Found(content.lines(), content.warnings(), List.of()));
    } catch (ConfigurationException e) {
      return Optional.of(new Found(Map.of(), List.of(), e.problems()));
    }
  }

  private static Optional<Found> refused(String problem) {
    return Optional.of(new Found(Map.of(), List.of(), List.of(problem)));
  }
}
