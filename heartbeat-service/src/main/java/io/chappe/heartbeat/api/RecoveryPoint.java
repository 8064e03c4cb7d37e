package io.chappe.heartbeat.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.heartbeat.lag.LagFigures;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What would be lost if a flow's source vanished now. What isn't known is left out.
 *
 * @param flow the flow
 * @param records records that aren't durable on the target
 * @param seconds age of the newest durable record of the topic that is furthest behind
 * @param topics the same for each topic that is behind
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description =
        "What would be lost if a flow's source vanished now. What isn't known is left out.")
public record RecoveryPoint(String flow, Long records, Double seconds, List<OfTopic> topics) {

  /** The same for one topic. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "RecoveryPointOfTopic")
  public record OfTopic(String topic, Long records, Double seconds) {}

  /** By what the source says, for a flow on which no replicator works. */
  static RecoveryPoint of(String flow, LagFigures measured) {
    return new RecoveryPoint(
        flow,
        LagView.orNull(measured.sum().records()),
        LagView.orNull(measured.sum().seconds()),
        measured.topics().stream()
            .map(
                each ->
                    new OfTopic(
                        each.topic(),
                        LagView.orNull(each.sum().records()),
                        LagView.orNull(each.sum().seconds())))
            .toList());
  }
}
