package io.chappe.heartbeat.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.heartbeat.view.Absent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What would be lost if a flow's source vanished now. What isn't known is left out.
 *
 * @param flow the flow
 * @param records records that aren't durable on the target; null if unknown
 * @param seconds how old the copy is that is furthest behind; null if unknown
 * @param unknownPartitions of how many partitions {@code records} leaves out what is behind
 * @param topics the same for each topic that is behind
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description =
        "What would be lost if a flow's source vanished now. What isn't known is left out.")
public record RecoveryPoint(
    String flow, Long records, Double seconds, int unknownPartitions, List<OfTopic> topics) {

  /** The same for one topic. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "RecoveryPointOfTopic")
  public record OfTopic(String topic, Long records, Double seconds, int unknownPartitions) {}

  /** By what the source says, for a flow on which no replicator works, or nobody knows. */
  static RecoveryPoint of(String flow, LagFigures measured) {
    return new RecoveryPoint(
        flow,
        Absent.orNull(measured.sum().records()),
        Absent.orNull(measured.sum().seconds()),
        measured.sum().unknown(),
        measured.topics().stream()
            .map(
                each ->
                    new OfTopic(
                        each.topic(),
                        Absent.orNull(each.sum().records()),
                        Absent.orNull(each.sum().seconds()),
                        each.sum().unknown()))
            .toList());
  }
}
