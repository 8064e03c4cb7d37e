package io.chappe.config;

import java.util.List;

/**
 * The configuration can't be used. Lists every problem found, one clear line each, without secrets.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Each names the key, the value (unless it may be secret) and what would be right. */
  public List<String> problems() {
    return problems;
  }
}
