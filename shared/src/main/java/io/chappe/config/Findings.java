package io.chappe.config;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is doubtful, each once, so that one run can tell it all. */
final class Findings {
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> keysWithProblem = new HashSet<>();

  /** Something without which the configuration can't be used. */
  void problem(String line) {
    problems.add(line);
  }

  /** A value that is not what it must be. Only the first such problem of a key is kept. */
  void problem(Setting setting, String rest) {
    if (keysWithProblem.add(setting.key())) {
      problem(setting.shown() + ": " + rest);
    }
  }

  /** Something that is probably not what was meant. */
  void warning(String line) {
    warnings.add(line);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void throwIfThereAreProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(List.copyOf(problems));
    }
  }
}
