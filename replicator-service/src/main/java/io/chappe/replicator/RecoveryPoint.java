package io.chappe.replicator;

import io.chappe.replicator.copy.PartitionReport;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * How far back a target would be if the source vanished now: the age of the newest record that is
 * durable there, of the partitions that lag. Before the first record is copied by this instance,
 * the time since it has the partition stands in. From any thread.
 */
final class RecoveryPoint {
  private final LongSupplier wallClockMs;
  private final Map<TopicPartition, Long> newestMs = new ConcurrentHashMap<>();

  RecoveryPoint(LongSupplier wallClockMs) {
    this.wallClockMs = wallClockMs;
  }

  /** A partition was taken over just now. */
  void takenOver(TopicPartition partition) {
    newestMs.putIfAbsent(partition, wallClockMs.getAsLong());
  }

  /**
   * A batch is durable.
   *
   * @param ageMs milliseconds since its newest timestamp
   */
  void copied(TopicPartition partition, long ageMs) {
    newestMs.put(partition, wallClockMs.getAsLong() - Math.max(0, ageMs));
  }

  /** Forgets the partitions of all topics but these. */
  void retain(Set<String> topics) {
    newestMs.keySet().removeIf(partition -> !topics.contains(partition.topic()));
  }

  /** Seconds that would be lost of the partitions of {@code reports}; 0 for none. */
  double seconds(Map<TopicPartition, PartitionReport> reports) {
    long now = wallClockMs.getAsLong();
    long oldest = now;
    for (Map.Entry<TopicPartition, PartitionReport> each : reports.entrySet()) {
      if (each.getValue().lag().orElse(0L) > 0) {
        oldest = Math.min(oldest, newestMs.getOrDefault(each.getKey(), now));
      }
    }
    return (now - oldest) / 1_000.0;
  }
}
