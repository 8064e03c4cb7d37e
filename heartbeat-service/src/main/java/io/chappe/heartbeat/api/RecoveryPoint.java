package io.chappe.heartbeat.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What would be lost if a flow's source vanished now.
 *
 * @param flow the flow
 * @param records records that aren't durable on the target
 * @param seconds age of the newest durable record of the topic that is furthest behind
 * @param topics the same for each topic that is behind
 */
@RegisterForReflection
@Schema(description = "What would be lost if a flow's source vanished now.")
public record RecoveryPoint(String flow, long records, double seconds, List<OfTopic> topics) {

  /** The same for one topic. */
  @RegisterForReflection
  @Schema(name = "RecoveryPointOfTopic")
  public record OfTopic(String topic, long records, double seconds) {}
}
