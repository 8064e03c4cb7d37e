package io.chappe.replicator;

import io.chappe.failure.Reason;
import io.chappe.lag.PositionNote;
import io.chappe.replicator.copy.PartitionReport;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which positions are told to the group. */
final class MirroredPositions {
  /** What a cluster says of a topic that is gone. */
  private static final Set<Reason> GONE =
      Set.of(Reason.UNKNOWN_TOPIC_OR_PARTITION, Reason.UNKNOWN_TOPIC_ID);

  private MirroredPositions() {}

  /**
   * The positions that are known, and where there are none any more, but for partitions of topics
   * that are gone, or seem to be: the group's brokers would refuse them, and the consumer warn of
   * each.
   *
   * @param replicated the topics that are replicated
   * @param newestMs newest timestamp of what is durable of a partition
   */
  static Map<TopicPartition, OffsetAndMetadata> of(
      Map<TopicPartition, PartitionReport> reports,
      Set<String> replicated,
      Function<TopicPartition, OptionalLong> newestMs) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    reports.forEach(
        (partition, report) -> {
          if (replicated.contains(partition.topic()) && report.nothingThere()) {
            positions.put(partition, PositionNote.nothingThere(report.isStopped()));
          } else if (replicated.contains(partition.topic()) && isNews(report)) {
            positions.put(
                partition,
                new PositionNote(newestMs.apply(partition), report.isStopped())
                    .beside(report.position()));
          }
        });
    return positions;
  }

  /** What was copied before a takeover was told when the copying ended. */
  private static boolean isNews(PartitionReport report) {
    return report.hasPosition()
        && report.failure().filter(failure -> GONE.contains(failure.reason())).isEmpty();
  }
}
