package io.chappe.heartbeat.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.heartbeat.view.Absent;
import io.chappe.lag.LagSum;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How far a flow's copy is behind, by what its source says. What isn't known is left out.
 *
 * @param flow the flow
 * @param records records that aren't on the target, of the partitions of which it is known
 * @param copyableRecords those that more replicators could copy
 * @param heldBack records that open transactions hold back
 * @param heldForSeconds the longest time for which one transaction is seen to do so
 * @param recoveryPointSeconds age of the oldest copy of a topic
 * @param unknownPartitions of how many partitions {@code records} isn't known
 * @param unknownSince since when; left out if it is known of all
 * @param neverCopiedPartitions partitions with records to copy that have no position
 * @param topics the topics that are furthest behind, and those of which it isn't known
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    description =
        "How far a flow's copy is behind, by what its source says. What isn't known is left out.")
public record LagView(
    String flow,
    Long records,
    @Schema(
            description =
                "Records that more replicators could copy: not those of a paused flow, of stopped"
                    + " partitions, or of heartbeats.")
        Long copyableRecords,
    @Schema(description = "Records that open transactions hold back.") Long heldBack,
    Double heldForSeconds,
    @Schema(description = "Seconds that would be lost if the source vanished now.")
        Double recoveryPointSeconds,
    int unknownPartitions,
    Instant unknownSince,
    int neverCopiedPartitions,
    @Schema(description = "The worst 50.") List<OfTopic> topics) {

  /** The same for one topic. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "LagOfTopic")
  public record OfTopic(
      String topic,
      Long records,
      Long heldBack,
      Double recoveryPointSeconds,
      int unknownPartitions) {}

  static LagView of(String flow, LagFigures figures) {
    LagSum sum = figures.sum();
    return new LagView(
        flow,
        Absent.orNull(sum.records()),
        Absent.orNull(figures.copyable()),
        Absent.orNull(sum.heldBack()),
        sum.heldBack().isPresent() ? sum.heldForMs() / 1_000.0 : null,
        Absent.orNull(sum.seconds()),
        sum.unknown(),
        Absent.orNull(sum.unknownSinceMs(), Instant::ofEpochMilli),
        figures.neverCopied(),
        figures.topics().stream().map(LagView::of).toList());
  }

  private static OfTopic of(LagFigures.TopicLag each) {
    LagSum sum = each.sum();
    return new OfTopic(
        each.topic(),
        Absent.orNull(sum.records()),
        Absent.orNull(sum.heldBack()),
        Absent.orNull(sum.seconds()),
        sum.unknown());
  }
}
