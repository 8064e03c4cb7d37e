package io.chappe.checkpoint.translation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * What the clusters said of the topics at the beginning of a round. A topic that one said nothing
 * of is in none of the maps: that is not to be mistaken for a topic that isn't there.
 *
 * @param source ids of source topics by name, empty for one that isn't there; all empty if the
 *     source is away
 * @param target the same for remote topics, by the names of their sources
 */
public record TopicPresence(
    Optional<Map<String, Optional<Uuid>>> source, Map<String, Optional<Uuid>> target) {

  /** Whether the source has answered. */
  public boolean sourceAnswered() {
    return source.isPresent();
  }

  /** Whether the source has said whether it has the topic. */
  public boolean sourceKnows(String topic) {
    return source.isPresent() && source.get().containsKey(topic);
  }

  /** Whether the target has said that it doesn't have the copy of a topic. */
  public boolean copyIsGone(String sourceTopic) {
    return Optional.empty().equals(target.get(sourceTopic));
  }

  /** The topics that are there. */
  public Incarnations incarnations() {
    return new Incarnations(source.map(TopicPresence::present), present(target));
  }

  private static Map<String, Uuid> present(Map<String, Optional<Uuid>> ids) {
    Map<String, Uuid> present = new HashMap<>();
    ids.forEach((topic, id) -> id.ifPresent(each -> present.put(topic, each)));
    return present;
  }
}
