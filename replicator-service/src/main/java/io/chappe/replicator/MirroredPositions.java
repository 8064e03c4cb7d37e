package io.chappe.replicator;

import io.chappe.replicator.copy.PartitionReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Which positions are told to the group. */
final class MirroredPositions {
  /** What a cluster says of a topic that is gone. */
  private static final Set<String> GONE = Set.of("UNKNOWN_TOPIC_OR_PARTITION", "UNKNOWN_TOPIC_ID");

  private MirroredPositions() {}

  /**
   * The positions that are known, but for partitions of topics that are gone, or seem to be: the
   * group's brokers would refuse them, and the consumer warn of each.
   *
   * @param replicated the topics that are replicated
   */
  static Map<TopicPartition, Long> of(
      Map<TopicPartition, PartitionReport> reports, Set<String> replicated) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    reports.forEach(
        (partition, report) -> {
          if (replicated.contains(partition.topic()) && isNews(report)) {
            positions.put(partition, report.position());
          }
        });
    return positions;
  }

  /** What was copied before a takeover was told when the copying ended. */
  private static boolean isNews(PartitionReport report) {
    return report.position() >= 0
        && !report.state().equals("taking-over")
        && report.failure().filter(failure -> GONE.contains(failure.reason())).isEmpty();
  }
}
