package io.chappe.replicator.ownership;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The newest positions that are not committed yet. Thread-safe: handed over by any thread. */
final class PendingPositions {
  private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();

  synchronized void put(Map<TopicPartition, OffsetAndMetadata> newer) {
    positions.putAll(newer);
  }

  synchronized boolean isEmpty() {
    return positions.isEmpty();
  }

  /** Takes out what belongs to {@code partitions} and leaves the rest. */
  synchronized Map<TopicPartition, OffsetAndMetadata> take(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
    positions.forEach(
        (partition, position) -> {
          if (partitions.contains(partition)) {
            taken.put(partition, position);
          }
        });
    positions.keySet().removeAll(taken.keySet());
    return taken;
  }

  /** Puts back what could not be committed, unless there is something newer by now. */
  synchronized void putBack(Map<TopicPartition, OffsetAndMetadata> failed) {
    failed.forEach(positions::putIfAbsent);
  }

  /** Forgets everything that does not belong to {@code partitions}. */
  synchronized void retain(Set<TopicPartition> partitions) {
    positions.keySet().retainAll(partitions);
  }
}
