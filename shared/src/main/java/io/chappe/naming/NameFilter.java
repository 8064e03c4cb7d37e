package io.chappe.naming;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Picks topics or groups by name: wanted if a pattern of {@code include} matches the whole name and
 * none of {@code exclude} does.
 */
public record NameFilter(List<Pattern> include, List<Pattern> exclude) {
  public NameFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Whether {@code name} is wanted. */
  public boolean accepts(String name) {
    return matches(include, name) && !matches(exclude, name);
  }

  private static boolean matches(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }
}
