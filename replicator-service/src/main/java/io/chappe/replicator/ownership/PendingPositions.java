package io.chappe.replicator.ownership;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The newest positions that are not committed yet. Thread-safe: handed over by any thread. */
final class PendingPositions {
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  synchronized void put(Map<TopicPartition, Long> newer) {
    positions.putAll(newer);
  }

  /** Takes out what belongs to {@code partitions} and leaves the rest. */
  synchronized Map<TopicPartition, OffsetAndMetadata> take(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Long position = positions.remove(partition);
      if (position != null) {
        taken.put(partition, new OffsetAndMetadata(position));
      }
    }
    return taken;
  }

  /** Puts back what could not be committed, unless there is something newer by now. */
  synchronized void putBack(Map<TopicPartition, OffsetAndMetadata> failed) {
    failed.forEach((partition, position) -> positions.putIfAbsent(partition, position.offset()));
  }

  /** Forgets everything that does not belong to {@code partitions}. */
  synchronized void retain(Collection<TopicPartition> partitions) {
    positions.keySet().retainAll(partitions);
  }
}
