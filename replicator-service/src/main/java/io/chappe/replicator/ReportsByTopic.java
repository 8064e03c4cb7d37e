package io.chappe.replicator;

import io.chappe.replicator.copy.PartitionReport;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Groups partitions' reports by topic, once for each set of reports: asked for each of many topics
 * in turn, looking through all partitions each time would take long. From any thread.
 */
final class ReportsByTopic {
  private volatile Grouped newest = new Grouped(Map.of(), Map.of());

  private record Grouped(
      Map<TopicPartition, PartitionReport> reports,
      Map<String, Map<TopicPartition, PartitionReport>> topics) {
    static Grouped of(Map<TopicPartition, PartitionReport> reports) {
      Map<String, Map<TopicPartition, PartitionReport>> topics = new HashMap<>();
      reports.forEach(
          (partition, report) ->
              topics
                  .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                  .put(partition, report));
      return new Grouped(reports, topics);
    }
  }

  /**
   * All topics with the reports of their partitions.
   *
   * @param reports never changed, as those of the copy loop
   */
  Map<String, Map<TopicPartition, PartitionReport>> of(
      Map<TopicPartition, PartitionReport> reports) {
    Grouped known = newest;
    if (known.reports() != reports) {
      known = Grouped.of(reports);
      newest = known;
    }
    return known.topics();
  }
}
