package io.chappe.heartbeat.api.change;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a change does to a flow.
 *
 * @param flow the flow
 * @param what {@code starts}, {@code stops}, {@code pauses}, {@code resumes}, {@code restarts}, or
 *     {@code changes} while it runs
 * @param restarts what is closed and started anew: {@code replication}, {@code checkpoints}
 * @param interrupts whether something stands still by it, for a moment or for longer
 * @param topicsKnown whether {@code comes} and {@code goes} are known: the source has told its
 *     topics
 * @param comes topics that are copied from then on
 * @param goes topics that aren't copied any more; their copies stay
 */
@RegisterForReflection
@Schema(description = "What a change does to a flow.")
public record FlowEffect(
    String flow,
    @Schema(enumeration = {"starts", "stops", "pauses", "resumes", "restarts", "changes"})
        String what,
    List<String> restarts,
    boolean interrupts,
    boolean topicsKnown,
    Topics comes,
    Topics goes) {

  /**
   * Some topics.
   *
   * @param number how many
   * @param names the first of them
   */
  @RegisterForReflection
  @Schema(name = "FlowEffectTopics")
  public record Topics(int number, List<String> names) {
    private static final int MOST = 20;

    static final Topics NONE = new Topics(0, List.of());

    static Topics of(List<String> all) {
      return new Topics(all.size(), List.copyOf(all.subList(0, Math.min(MOST, all.size()))));
    }
  }
}
