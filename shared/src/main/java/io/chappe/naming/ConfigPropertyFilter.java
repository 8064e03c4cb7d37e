package io.chappe.naming;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Picks the topic configuration properties that are copied to remote topics. Equal to another with
 * patterns of the same text.
 *
 * @param exclude patterns of whole property names that are not copied
 * @param useSourceDefaults for a property that has its default on the source: true sets the
 *     source's default on the remote topic, false leaves it to the target ({@code
 *     use.defaults.from})
 */
public record ConfigPropertyFilter(List<Pattern> exclude, boolean useSourceDefaults) {
  public ConfigPropertyFilter {
    exclude = List.copyOf(exclude);
  }

  /** Whether the property is copied. */
  public boolean accepts(String property) {
    return !Patterns.matchAny(exclude, property);
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
}
