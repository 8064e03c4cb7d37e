package io.chappe.config.loading;

import io.chappe.config.ConfigurationException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is doubtful, each once, so that one run can tell it all. */
public final class Findings {
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> keysWithProblem = new HashSet<>();

  /** Something without which the configuration can't be used. */
  public void problem(String line) {
    problems.add(line);
  }

  /** A value that is not what it must be. Only the first such problem of a key is kept. */
  public void problem(Setting setting, String rest) {
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

  public void throwIfThereAreProblems() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(List.copyOf(problems));
    }
  }
}
