package io.chappe.naming;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives topics another name. Equal to another of the same text.
 *
 * @param pattern matches the whole names of the topics that it is for
 * @param replacement their new name, in which {@code $1} or {@code ${name}} stands for what a group
 *     of the pattern matched
 */
public record RenameRule(Pattern pattern, String replacement) {
  /**
   * Checks the replacement.
   *
   * @throws IllegalArgumentException if the replacement names a group that the pattern doesn't
   *     have, or holds a character that is in no topic's name
   */
  public RenameRule {
    String withEmptyGroups = expandedWithEmptyGroups(pattern, replacement);
    if (!withEmptyGroups.matches("[a-zA-Z0-9._-]*")) {
      throw new IllegalArgumentException(
          "a topic's name has letters, digits, '.', '_' and '-' only, not " + replacement);
    }
  }

  /** The replacement as for a match in which no group took part, nor any of the pattern. */
  private static String expandedWithEmptyGroups(Pattern pattern, String replacement) {
    Matcher empty = Pattern.compile("|(?:" + pattern + ")").matcher("");
    try {
      StringBuilder expanded = new StringBuilder();
      empty.matches();
      empty.appendReplacement(expanded, replacement);
      return expanded.toString();
    } catch (IndexOutOfBoundsException noSuchGroup) {
      throw new IllegalArgumentException(noSuchGroup.getMessage(), noSuchGroup);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RenameRule rule && toString().equals(rule.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(pattern.toString(), replacement);
  }

  /** As in the configuration. */
  @Override
  public String toString() {
    return pattern + " -> " + replacement;
  }
}
