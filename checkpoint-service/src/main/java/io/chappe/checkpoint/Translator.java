package io.chappe.checkpoint;

import io.chappe.naming.TopicNaming;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Translates committed offsets to the target, so that who reads on from there misses nothing.
 *
 * <p>A group may be ahead of what is copied: then it is put at the end of the copy, and what is
 * copied later it reads again. This holds only if the maps are at least as new as the ends: every
 * record below an end is told of in the map, because runs are written ahead of their records.
 *
 * @param naming names of the remote topics
 * @param maps the offset maps that are about the topics as they are now
 * @param logEnds ends of the remote partitions, read before the maps were
 */
record Translator(
    TopicNaming naming, Map<SourcePartition, OffsetMap> maps, Map<TopicPartition, Long> logEnds) {

  /** Checkpoints of all that can be translated: what is not copied has none. */
  List<Checkpoint> translate(List<CommittedOffset> committed) {
    return committed.stream().map(this::translate).flatMap(Optional::stream).toList();
  }

  private Optional<Checkpoint> translate(CommittedOffset committed) {
    SourcePartition source = committed.partition();
    TopicPartition copy =
        new TopicPartition(naming.remoteTopic(source.topic()), source.partition());
    OffsetMap map = maps.get(source);
    Long logEnd = logEnds.get(copy);
    if (map == null || logEnd == null) {
      return Optional.empty();
    }
    return map.translate(committed.offset())
        .map(
            translation ->
                new Checkpoint(
                    committed.group(),
                    copy,
                    committed.offset(),
                    Math.min(translation.offset(), logEnd),
                    committed.metadata()));
  }
}
