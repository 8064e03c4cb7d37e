package io.chappe.naming;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The renames of a flow: the first rule that is for a topic gives it the name that then goes
 * through the replication policy.
 *
 * @param rules in order
 * @param separator what stands between an alias and a topic in a remote topic's name
 * @param guarded aliases of clusters to which a copy of the flow may get in one or more further
 *     hops. That a topic came from one of them must stay readable in its name, or it could be
 *     copied in a circle
 */
public record TopicRenames(List<RenameRule> rules, String separator, Set<String> guarded) {
  /** Leaves every name as it is. */
  public static final TopicRenames NONE = new TopicRenames(List.of(), ".", Set.of());

  public TopicRenames {
    rules = List.copyOf(rules);
    guarded = Set.copyOf(guarded);
  }

  /** The topic's name before the replication policy. */
  String apply(String topic) {
    return rules.stream().flatMap(rule -> rule.apply(topic).stream()).findFirst().orElse(topic);
  }

  /** Whether the new name tells of the same guarded clusters as the old one, in the same order. */
  boolean keepsHops(String topic, String renamed) {
    return hops(topic).equals(hops(renamed));
  }

  private List<String> hops(String topic) {
    String[] parts = topic.split(Pattern.quote(separator), -1);
    return Arrays.stream(parts).limit(parts.length - 1L).filter(guarded::contains).toList();
  }
}
