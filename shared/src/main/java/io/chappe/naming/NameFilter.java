package io.chappe.naming;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Picks topics or groups by name: wanted if a pattern of {@code include} matches the whole name and
 * none of {@code exclude} does. Equal to another with patterns of the same text.
 */
public record NameFilter(List<Pattern> include, List<Pattern> exclude) {
  public NameFilter {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Whether {@code name} is wanted. */
  public boolean accepts(String name) {
    return Patterns.matchAny(include, name) && !Patterns.matchAny(exclude, name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameFilter filter
        && Patterns.texts(include).equals(Patterns.texts(filter.include))
        && Patterns.texts(exclude).equals(Patterns.texts(filter.exclude));
  }

  @Override
  public int hashCode() {
    return Objects.hash(Patterns.texts(include), Patterns.texts(exclude));
  }
}
