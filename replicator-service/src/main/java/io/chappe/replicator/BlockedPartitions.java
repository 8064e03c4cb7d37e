package io.chappe.replicator;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.PartitionReport;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Reports of partitions that nobody copies, since they have no remote partition. */
final class BlockedPartitions {
  private static final long NO_POSITION = -1;

  private BlockedPartitions() {}

  /**
   * The reports of those that something stands in the way of.
   *
   * @param waiting partitions of this instance without a remote partition
   * @param problems what stands in the way, by topic
   */
  static Map<TopicPartition, PartitionReport> of(
      Collection<TopicPartition> waiting, Map<String, Failure> problems) {
    Map<TopicPartition, PartitionReport> blocked = new HashMap<>();
    for (TopicPartition partition : waiting) {
      Failure problem = problems.get(partition.topic());
      if (problem != null) {
        Failure failure =
            new Failure.Retry(
                Reason.NO_REMOTE_TOPIC, FlowStatuses.ofTopic(partition.topic(), problem));
        blocked.put(
            partition,
            new PartitionReport(
                "waiting", NO_POSITION, Optional.empty(), Optional.of(failure), true, false));
      }
    }
    return blocked;
  }
}
