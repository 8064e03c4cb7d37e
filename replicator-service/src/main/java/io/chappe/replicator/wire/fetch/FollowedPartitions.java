package io.chappe.replicator.wire.fetch;

import io.chappe.replicator.wire.cluster.TopicMetadata;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that are being fetched. Those that brought something last come last, for everyone
 * to have a turn. Confined to the fetch thread.
 */
final class FollowedPartitions {
  private final TopicMetadata metadata;
  private final Map<TopicPartition, FollowedPartition> followed = new LinkedHashMap<>();

  /**
   * @param metadata is to know the topics as long as they are followed
   */
  FollowedPartitions(TopicMetadata metadata) {
    this.metadata = metadata;
  }

  /** Adds a partition, in place of what was followed of it before. */
  void add(FollowedPartition partition) {
    if (followed.put(partition.partition, partition) == null) {
      metadata.use(partition.partition.topic());
    }
  }

  void remove(TopicPartition partition) {
    if (followed.remove(partition) != null) {
      metadata.release(partition.topic());
    }
  }

  /** Whether {@code partition} wasn't removed or replaced. */
  boolean holds(FollowedPartition partition) {
    return followed.get(partition.partition) == partition;
  }

  void moveToTheEnd(FollowedPartition partition) {
    followed.remove(partition.partition);
    followed.put(partition.partition, partition);
  }

  Collection<FollowedPartition> all() {
    return followed.values();
  }

  int size() {
    return followed.size();
  }
}
