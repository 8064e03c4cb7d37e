package io.chappe.naming;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The renames of a flow: the first rule that is for a topic gives it the name that then goes
 * through the replication policy. Equal to another of the same rules. Immutable.
 */
public final class TopicRenames {
  /** Leaves every name as it is. */
  public static final TopicRenames NONE = new TopicRenames(List.of(), ".", Set.of());

  private final List<RenameRule> rules;
  private final String separator;
  private final Set<String> guarded;
  private final PatternIndex patterns;

  /**
   * @param rules in order
   * @param separator what stands between an alias and a topic in a remote topic's name
   * @param guarded aliases of clusters to which a copy of the flow may get in one or more further
   *     hops. That a topic came from one of them must stay readable in its name, or it could be
   *     copied in a circle
   */
  public TopicRenames(List<RenameRule> rules, String separator, Set<String> guarded) {
    this.rules = List.copyOf(rules);
    this.separator = separator;
    this.guarded = Set.copyOf(guarded);
    this.patterns = new PatternIndex(rules.stream().map(RenameRule::pattern).toList());
  }

  /** In order. */
  public List<RenameRule> rules() {
    return rules;
  }

  /** The topic's name before the replication policy. */
  String apply(String topic) {
    OptionalInt first = patterns.firstMatch(topic);
    if (first.isEmpty()) {
      return topic;
    }
    String replacement = rules.get(first.getAsInt()).replacement();
    return patterns.replaced(first.getAsInt(), topic, replacement).orElse(topic);
  }

  /** Whether the new name tells of the same guarded clusters as the old one, in the same order. */
  boolean keepsHops(String topic, String renamed) {
    return hops(topic).equals(hops(renamed));
  }

  private List<String> hops(String topic) {
    String[] parts = topic.split(Pattern.quote(separator), -1);
    return Arrays.stream(parts).limit(parts.length - 1L).filter(guarded::contains).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicRenames renames
        && rules.equals(renames.rules)
        && separator.equals(renames.separator)
        && guarded.equals(renames.guarded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rules, separator, guarded);
  }

  @Override
  public String toString() {
    return "TopicRenames" + rules;
  }
}
