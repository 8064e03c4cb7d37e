package io.chappe.naming;

import java.util.List;
import java.util.regex.Pattern;

/** A list of patterns that compares by text: {@link Pattern} itself only knows identity. */
final class Patterns {
  private Patterns() {}

  static List<String> texts(List<Pattern> patterns) {
    return patterns.stream().map(Pattern::toString).toList();
  }
}
