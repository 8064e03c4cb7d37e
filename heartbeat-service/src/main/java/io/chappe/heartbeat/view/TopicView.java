package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.config.FlowConfig;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import io.chappe.status.FlowReport;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
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
 * @param lagRecords records that would be lost if the source vanished now; null if unknown
 * @param lagSeconds seconds that would be lost; null if unknown
 * @param lagUnknownPartitions of how many partitions what is behind isn't known
 * @param lagUnknownSince since when; null if all is known
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
    Long lagRecords,
    Double lagSeconds,
    int lagUnknownPartitions,
    Instant lagUnknownSince,
    List<TopicOwner> owners) {

  /** An instance, and the numbers of its partitions. */
  @RegisterForReflection
  public record TopicOwner(String instance, List<Integer> partitions) {}

  /**
   * The topics of a flow, those furthest behind first, and before them those not known to be.
   *
   * @param told whether it is known what the instances do now
   */
  static List<TopicView> of(
      FlowId id, Optional<FlowConfig> configured, List<InstanceStatus> instances, boolean told) {
    Map<String, List<Share>> shares = new TreeMap<>();
    for (InstanceStatus each : instances) {
      FlowReport report = each.flows().get(id);
      if (report != null) {
        for (FlowReport.TopicReport topic : report.topics()) {
          shares
              .computeIfAbsent(topic.topic(), name -> new ArrayList<>())
              .add(new Share(each.instance(), topic));
        }
      }
    }
    return shares.entrySet().stream()
        .map(each -> of(id, configured, each.getKey(), each.getValue(), told))
        .sorted(
            Comparator.comparingLong(TopicView::concern).reversed().thenComparing(TopicView::topic))
        .toList();
  }

  /** What one instance has of a topic. */
  private record Share(String instance, FlowReport.TopicReport report) {}

  /** Whether it is behind, or isn't known not to be. */
  public boolean isBehind() {
    return concern() > 0;
  }

  private long concern() {
    return lagRecords == null || lagUnknownPartitions > 0 ? Long.MAX_VALUE : lagRecords;
  }

  private static TopicView of(
      FlowId id, Optional<FlowConfig> configured, String topic, List<Share> shares, boolean told) {
    LagSum lag =
        told
            ? LagSum.sum(shares.stream().map(each -> each.report().lag()).toList())
            : LagSum.UNKNOWN;
    return new TopicView(
        id.toString(),
        topic,
        configured.map(flow -> flow.naming().remoteTopic(topic)).orElse(null),
        shares.stream().mapToInt(each -> each.report().partitions().size()).sum(),
        Absent.orNull(lag.records()),
        Absent.orNull(lag.seconds()),
        lag.unknown(),
        Absent.orNull(lag.unknownSinceMs(), Instant::ofEpochMilli),
        shares.stream()
            .map(each -> new TopicOwner(each.instance(), each.report().partitions()))
            .toList());
  }
}
