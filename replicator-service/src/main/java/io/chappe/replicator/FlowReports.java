package io.chappe.replicator;

import io.chappe.config.FlowConfig;
import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.service.FlowStatus;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowReport.TopicReport;
import io.chappe.status.FlowReport.Unwell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Sums up in numbers how a flow does in this instance. */
final class FlowReports {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private FlowReports() {}

  static FlowReport of(FlowStatus status, FlowConfig flow, FlowMeters meters) {
    ReportSummary partitions = meters.summary();
    List<TopicReport> topics = topics(partitions.topics(), meters.recoveryPoint());
    FlowMeters.Rates rates = meters.rates();
    return new FlowReport(
        status.state(),
        flow.copy().paused(),
        status.lastError(),
        Optional.empty(),
        new TreeMap<>(partitions.states()),
        unwell(partitions.reports()),
        rates.recordsPerSecond(),
        rates.bytesPerSecond(),
        topics.stream().mapToLong(TopicReport::lagRecords).sum(),
        topics.stream().mapToDouble(TopicReport::lagSeconds).max().orElse(0),
        topics.stream()
            .sorted(
                Comparator.comparingLong(TopicReport::lagRecords)
                    .reversed()
                    .thenComparing(TopicReport::topic))
            .limit(FlowReport.MOST_TOPICS)
            .toList(),
        status.details());
  }

  private static List<Unwell> unwell(Map<TopicPartition, PartitionReport> reports) {
    return reports.entrySet().stream()
        .filter(each -> each.getValue().failure().isPresent())
        .sorted(Map.Entry.comparingByKey(ORDER))
        .limit(FlowReport.MOST_UNWELL)
        .map(
            each ->
                new Unwell(
                    each.getKey().toString(),
                    each.getValue().state(),
                    each.getValue().failure().map(Failure::message).orElse("")))
        .toList();
  }

  private static List<TopicReport> topics(
      Map<String, Map<TopicPartition, PartitionReport>> reports, RecoveryPoint recoveryPoint) {
    List<TopicReport> topics = new ArrayList<>();
    reports.forEach(
        (topic, partitions) ->
            topics.add(
                new TopicReport(
                    topic,
                    partitions.keySet().stream().map(TopicPartition::partition).sorted().toList(),
                    partitions.values().stream().mapToLong(each -> each.lag().orElse(0L)).sum(),
                    recoveryPoint.seconds(partitions))));
    return topics;
  }
}
