package io.chappe.config.keys;

import io.chappe.naming.FlowId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Where in the file a key stands: what its prefix says. */
public sealed interface KeyPlace {
  /** For the whole file, or for all flows. */
  record TopLevel(String name) implements KeyPlace {}

  /** For one cluster. */
  record OfCluster(String alias, String name) implements KeyPlace {}

  /** For one flow. */
  record OfFlow(FlowId flow, String name) implements KeyPlace {}

  /** For a flow of clusters that the file doesn't have, or written with a slip. */
  record OfUnknownFlow(String name) implements KeyPlace {}

  /** An alias may be the beginning of another one: the longest that fits is meant. */
  static KeyPlace of(String key, Collection<String> aliases) {
    if (key.contains("->")) {
      return flow(key, aliases).<KeyPlace>map(place -> place).orElse(new OfUnknownFlow(key));
    }
    if (ChappeKeys.ALL.stream().anyMatch(known -> known.name().equals(key))) {
      return new TopLevel(key);
    }
    return longestPrefix(key, aliases)
        .<KeyPlace>map(alias -> new OfCluster(alias, key.substring(alias.length() + 1)))
        .orElse(new TopLevel(key));
  }

  private static Optional<OfFlow> flow(String key, Collection<String> aliases) {
    int arrow = key.indexOf("->");
    String source = key.substring(0, arrow);
    String rest = key.substring(arrow + 2);
    if (!aliases.contains(source)) {
      return Optional.empty();
    }
    return longestPrefix(rest, aliases)
        .filter(target -> !target.equals(source))
        .map(target -> new OfFlow(new FlowId(source, target), rest.substring(target.length() + 1)));
  }

  private static Optional<String> longestPrefix(String key, Collection<String> aliases) {
    return aliases.stream()
        .filter(alias -> key.startsWith(alias + "."))
        .max(Comparator.comparingInt(String::length));
  }
}
