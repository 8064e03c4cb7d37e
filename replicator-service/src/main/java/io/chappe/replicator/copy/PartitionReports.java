package io.chappe.replicator.copy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How the partitions of a copy loop are doing. As long as nothing happens in thousands of them,
 * nothing is made anew. Confined to the thread of the copy loop, but for {@link #all}.
 */
final class PartitionReports {
  private volatile Map<TopicPartition, PartitionReport> all = Map.of();

  /** As of the last {@link #update}: the same map while nothing has changed. From any thread. */
  Map<TopicPartition, PartitionReport> all() {
    return all;
  }

  /** Asks each copier, and returns the reports that differ from those before. */
  Map<TopicPartition, PartitionReport> update(Map<TopicPartition, PartitionCopier> copiers) {
    Map<TopicPartition, PartitionReport> before = all;
    Map<TopicPartition, PartitionReport> changed = new HashMap<>();
    copiers.forEach(
        (partition, copier) -> {
          PartitionReport last = before.get(partition);
          PartitionReport now = PartitionReport.of(copier, last);
          if (now != last) {
            changed.put(partition, now);
          }
        });
    if (!changed.isEmpty() || copiers.size() != before.size()) {
      Map<TopicPartition, PartitionReport> after = new HashMap<>(before);
      after.keySet().retainAll(copiers.keySet());
      after.putAll(changed);
      all = Collections.unmodifiableMap(after);
    }
    return changed;
  }
}
