package io.chappe.replicator;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.PartitionReport;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * What the reports of all partitions come to. Status, metrics and each topic's gauges ask for it
 * several times a second: with thousands of partitions it is made only when a report has changed.
 *
 * @param reports never changed, as those of the copy loop
 * @param topics the same by topic
 * @param states how many partitions are in each state
 * @param exactlyOnce whether all partitions are copied exactly once
 * @param problems what keeps partitions from being copied, each once
 */
record ReportSummary(
    Map<TopicPartition, PartitionReport> reports,
    Map<String, Map<TopicPartition, PartitionReport>> topics,
    Map<String, Integer> states,
    boolean exactlyOnce,
    SortedSet<String> problems) {

  static final ReportSummary NONE = of(Map.of());

  static ReportSummary of(Map<TopicPartition, PartitionReport> reports) {
    Map<String, Map<TopicPartition, PartitionReport>> topics = new HashMap<>();
    Map<String, Integer> states = new HashMap<>();
    boolean exactlyOnce = true;
    SortedSet<String> problems = new TreeSet<>();
    for (Map.Entry<TopicPartition, PartitionReport> each : reports.entrySet()) {
      PartitionReport report = each.getValue();
      topics
          .computeIfAbsent(each.getKey().topic(), topic -> new HashMap<>())
          .put(each.getKey(), report);
      states.merge(report.state(), 1, Integer::sum);
      exactlyOnce &= report.exactlyOnce();
      report.failure().map(Failure::text).ifPresent(problems::add);
    }
    return new ReportSummary(reports, topics, states, exactlyOnce, problems);
  }
}
