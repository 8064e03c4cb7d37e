package io.chappe.naming;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Picks topics or groups by name: wanted if a pattern of {@code include} matches the whole name and
 * none of {@code exclude} does. Equal to another with patterns of the same text. Immutable.
 */
public final class NameFilter {
  private final List<Pattern> include;
  private final List<Pattern> exclude;
  private final PatternIndex included;
  private final PatternIndex excluded;

  public NameFilter(List<Pattern> include, List<Pattern> exclude) {
    this.include = List.copyOf(include);
    this.exclude = List.copyOf(exclude);
    this.included = new PatternIndex(include);
    this.excluded = new PatternIndex(exclude);
  }

  /** What is wanted. */
  public List<Pattern> include() {
    return include;
  }

  /** What is not wanted, even if it is in {@link #include}. */
  public List<Pattern> exclude() {
    return exclude;
  }

  /** Whether {@code name} is wanted. */
  public boolean accepts(String name) {
    return included.firstMatch(name).isPresent() && excluded.firstMatch(name).isEmpty();
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

  @Override
  public String toString() {
    return "NameFilter[" + include + " without " + exclude + "]";
  }
}
