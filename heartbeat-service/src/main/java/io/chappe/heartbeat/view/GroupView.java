package io.chappe.heartbeat.view;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A consumer group, and where it stands on the target.
 *
 * @param group its name
 * @param partitions how many partitions it has positions in
 * @param newest when the newest of its checkpoints was written
 * @param positions its positions; empty in a list of groups
 */
@RegisterForReflection
@Schema(description = "A consumer group, and where it stands on the target.")
public record GroupView(
    String group, int partitions, Instant newest, List<TranslatedPosition> positions) {

  /**
   * A checkpoint: what the group has committed, translated.
   *
   * @param topic name on the target
   * @param partition its number
   * @param upstreamOffset committed on the source
   * @param downstreamOffset the same on the target
   * @param written when the checkpoint was written
   */
  @RegisterForReflection
  @Schema(description = "What the group has committed on the source, translated.")
  public record TranslatedPosition(
      String topic, int partition, long upstreamOffset, long downstreamOffset, Instant written) {}

  /**
   * Groups of a flow.
   *
   * @param flow the flow
   * @param complete whether all checkpoints are read; else ask again
   * @param problem why they can't be read now; null if they can
   * @param total how many groups there are
   * @param groups the first of them, by name
   */
  @RegisterForReflection
  @Schema(description = "The consumer groups of a flow.")
  public record Groups(
      String flow, boolean complete, String problem, int total, List<GroupView> groups) {}
}
