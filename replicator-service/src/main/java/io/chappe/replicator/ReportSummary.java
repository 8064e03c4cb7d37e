package io.chappe.replicator;

import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.PartitionReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What the reports of all partitions come to. Status, metrics and each topic's gauges ask for it
 * several times a second: with thousands of partitions it is made only when a report has changed.
 *
 * @param reports never changed, as those of the copy loop
 * @param topics the same by topic
 * @param states how many partitions are in each state
 * @param lag records that aren't copied, of all partitions
 * @param exactlyOnce whether all partitions are copied exactly once
 * @param failure what keeps one of the partitions from being copied, if any
 */
record ReportSummary(
    Map<TopicPartition, PartitionReport> reports,
    Map<String, Map<TopicPartition, PartitionReport>> topics,
    Map<String, Integer> states,
    long lag,
    boolean exactlyOnce,
    Optional<Failure> failure) {

  static final ReportSummary NONE = of(Map.of());

  /** This one, if it is of these very reports. */
  ReportSummary as(Map<TopicPartition, PartitionReport> newest) {
    return newest == reports ? this : of(newest);
  }

  static ReportSummary of(Map<TopicPartition, PartitionReport> reports) {
    Map<String, Map<TopicPartition, PartitionReport>> topics = new HashMap<>();
    Map<String, Integer> states = new HashMap<>();
    long lag = 0;
    boolean exactlyOnce = true;
    Optional<Failure> failure = Optional.empty();
    for (Map.Entry<TopicPartition, PartitionReport> each : reports.entrySet()) {
      PartitionReport report = each.getValue();
      topics
          .computeIfAbsent(each.getKey().topic(), topic -> new HashMap<>())
          .put(each.getKey(), report);
      states.merge(report.state(), 1, Integer::sum);
      lag += report.lag().orElse(0L);
      exactlyOnce &= report.exactlyOnce();
      failure = failure.or(report::failure);
    }
    return new ReportSummary(reports, topics, states, lag, exactlyOnce, failure);
  }
}
