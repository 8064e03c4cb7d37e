package io.chappe.naming;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Picks the topic configuration properties that are copied to remote topics.
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
    return exclude.stream().noneMatch(pattern -> pattern.matcher(property).matches());
  }
}
