package io.chappe.checkpoint.translation;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The topics as they are now. A name alone can't tell: a topic may be deleted and created again.
 *
 * @param source ids of source topics by name; empty while the source doesn't answer, and then maps
 *     are taken to be about the topics as they were last
 * @param target ids of remote topics by the names of their sources
 */
public record Incarnations(Optional<Map<String, Uuid>> source, Map<String, Uuid> target) {

  /** Whether a partition's map is about the topics as they are now. */
  public boolean isCurrent(SourcePartition partition, OffsetMap map) {
    String topic = partition.topic();
    return isThere(topic)
        && Incarnation.isSame(map.incarnation().targetTopicId(), target.get(topic))
        && source
            .map(ids -> Incarnation.isSame(map.incarnation().sourceTopicId(), ids.get(topic)))
            .orElse(true);
  }

  /** The topics of one name, if both are known. */
  public Optional<Incarnation> of(String topic) {
    return source
        .filter(ids -> ids.containsKey(topic) && target.containsKey(topic))
        .map(ids -> new Incarnation(ids.get(topic), target.get(topic)));
  }

  /** Whether the topic is there on both sides, as far as can be seen. */
  public boolean isThere(String topic) {
    return target.containsKey(topic) && source.map(ids -> ids.containsKey(topic)).orElse(true);
  }
}
