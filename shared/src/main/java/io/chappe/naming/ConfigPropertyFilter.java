package io.chappe.naming;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Picks the topic configuration properties that are copied to remote topics. Equal to another with
 * patterns of the same text. Immutable.
 */
public final class ConfigPropertyFilter {
  private final List<Pattern> exclude;
  private final boolean useSourceDefaults;
  private final PatternIndex excluded;

  /**
   * @param exclude patterns of whole property names that are not copied
   * @param useSourceDefaults for a property that has its default on the source: true sets the
   *     source's default on the remote topic, false leaves it to the target ({@code
   *     use.defaults.from})
   */
  public ConfigPropertyFilter(List<Pattern> exclude, boolean useSourceDefaults) {
    this.exclude = List.copyOf(exclude);
    this.useSourceDefaults = useSourceDefaults;
    this.excluded = new PatternIndex(exclude);
  }

  /** Patterns of whole property names that are not copied. */
  public List<Pattern> exclude() {
    return exclude;
  }

  /** Whether a property that has its default on the source is set on the remote topic. */
  public boolean useSourceDefaults() {
    return useSourceDefaults;
  }

  /** Whether the property is copied. */
  public boolean accepts(String property) {
    return excluded.firstMatch(property).isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigPropertyFilter filter
        && useSourceDefaults == filter.useSourceDefaults
        && Patterns.texts(exclude).equals(Patterns.texts(filter.exclude));
  }

  @Override
  public int hashCode() {
    return Objects.hash(useSourceDefaults, Patterns.texts(exclude));
  }

  @Override
  public String toString() {
    return "ConfigPropertyFilter[without " + exclude + "]";
  }
}
