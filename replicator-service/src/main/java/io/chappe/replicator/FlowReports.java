package io.chappe.replicator;

import io.chappe.config.FlowConfig;
import io.chappe.failure.Failure;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.replicator.lag.FlowLag;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowReport.TopicReport;
import io.chappe.status.FlowReport.Unwell;
import io.chappe.status.FlowStatus;
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
    List<TopicReport> topics = topics(meters.lag());
    FlowMeters.Rates rates = meters.rates();
    return new FlowReport(
        status.state(),
        flow.copy().paused(),
        status.lastError(),
        Optional.empty(),
        status.failures(),
        new TreeMap<>(partitions.states()),
        unwell(partitions.reports()),
        rates.recordsPerSecond(),
        rates.bytesPerSecond(),
        meters.lag().ofAll(),
        topics.stream()
            .sorted(
                Comparator.comparingLong(FlowReports::concern)
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
                    each.getValue().failure().map(Failure::text).orElse(""),
                    each.getValue().failure().map(FailureWords::of)))
        .toList();
  }

  /** What isn't known comes first. */
  private static long concern(TopicReport topic) {
    return topic.lag().unknown() > 0 ? Long.MAX_VALUE : topic.lag().records().orElse(0);
  }

  private static List<TopicReport> topics(FlowLag lag) {
    return lag.ofEach().entrySet().stream()
        .map(each -> new TopicReport(each.getKey(), lag.numbers(each.getKey()), each.getValue()))
        .toList();
  }
}
