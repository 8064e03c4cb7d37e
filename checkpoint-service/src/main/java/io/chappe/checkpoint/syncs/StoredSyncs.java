package io.chappe.checkpoint.syncs;

import io.chappe.offsetmap.Run;
import io.chappe.records.OffsetSync;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What stands in the offset-syncs topic, in the order in which it stands there, whoever wrote it.
 * For one thread.
 */
final class StoredSyncs {
  private final Map<TopicPartition, StoredSync> told = new HashMap<>();
  private final Map<Place, Optional<Run>> ours = new HashMap<>();

  /** Where a record stands in the topic. */
  record Place(int partition, long offset) {}

  /** What stands of a source partition. */
  Optional<StoredSync> of(TopicPartition partition) {
    return Optional.ofNullable(told.get(partition));
  }

  /** Forgets all, before the topic is read from its beginning. */
  void clear() {
    told.clear();
    ours.clear();
  }

  /**
   * Takes notice of an own record, which is read later, in its order among those of others.
   *
   * @param run the run that it was taken from
   */
  void written(Place place, Optional<Run> run) {
    ours.put(place, run);
  }

  /**
   * Takes notice of a record of the topic.
   *
   * @param holds whether it says nothing too high today
   */
  void read(Place place, OffsetSync sync, boolean holds) {
    Optional<Run> run = ours.getOrDefault(place, Optional.empty());
    told.merge(sync.topicPartition(), new StoredSync(sync, run, holds), StoredSync::then);
  }

  /** Takes notice that all records have been read. */
  void readToEnd() {
    ours.clear();
  }

  /** Says that what was told of a partition no longer holds. */
  void doubt(TopicPartition partition) {
    told.computeIfPresent(partition, (key, before) -> before.doubted());
  }
}
