package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.status.FlowReport;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A topic of a flow.
 *
 * @param flow the flow
 * @param topic name on the source
 * @param remoteTopic name on the target; null if it isn't known here
 * @param partitions how many partitions are copied
 * @param lagRecords records that would be lost if the source vanished now
 * @param lagSeconds seconds that would be lost
 * @param owners who has which partitions
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A topic of a flow.")
public record TopicView(
    String flow,
    String topic,
    String remoteTopic,
    int partitions,
    long lagRecords,
    double lagSeconds,
    List<TopicOwner> owners) {

  /** An instance, and the numbers of its partitions. */
  @RegisterForReflection
  public record TopicOwner(String instance, List<Integer> partitions) {}

  /** The topics of a flow, those furthest behind first. */
  static List<TopicView> of(
      FlowId id, Optional<FlowConfig> configured, List<InstanceStatus> instances) {
    Map<String, TopicView> byName = new TreeMap<>();
    for (InstanceStatus each : instances) {
      FlowReport report = each.flows().get(id);
      if (report != null) {
        for (FlowReport.TopicReport topic : report.topics()) {
          byName.merge(
              topic.topic(), of(id, configured, each.instance(), topic), TopicView::together);
        }
      }
    }
    return byName.values().stream()
        .sorted(
            Comparator.comparingLong(TopicView::lagRecords)
                .reversed()
                .thenComparing(TopicView::topic))
        .toList();
  }

  private static TopicView of(
      FlowId id, Optional<FlowConfig> configured, String instance, FlowReport.TopicReport report) {
    return new TopicView(
        id.toString(),
        report.topic(),
        configured.map(flow -> flow.naming().remoteTopic(report.topic())).orElse(null),
        report.partitions().size(),
        report.lagRecords(),
        report.lagSeconds(),
        List.of(new TopicOwner(instance, report.partitions())));
  }

  private TopicView together(TopicView other) {
    List<TopicOwner> both = new ArrayList<>(owners);
    both.addAll(other.owners);
    return new TopicView(
        flow,
        topic,
        remoteTopic,
        partitions + other.partitions,
        lagRecords + other.lagRecords,
        Math.max(lagSeconds, other.lagSeconds),
        List.copyOf(both));
  }
}
