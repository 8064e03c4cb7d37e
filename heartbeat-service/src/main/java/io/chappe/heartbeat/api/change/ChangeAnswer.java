package io.chappe.heartbeat.api.change;

import io.chappe.heartbeat.view.ChangeView;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What came of a change.
 *
 * @param dryRun whether nothing was changed
 * @param from the revision that it was made from: with that in {@code If-Match}, what a dry run has
 *     told is what happens
 * @param revision what instances with it run
 * @param effects what it does to flows
 * @param change the change; ask {@code /api/changes/<offset>} for what becomes of it
 */
@RegisterForReflection
@Schema(description = "What came of a change.")
public record ChangeAnswer(
    boolean dryRun, String from, String revision, List<FlowEffect> effects, ChangeView change) {

  static ChangeAnswer of(Changes.Made made, boolean dryRun, List<InstanceStatus> instances) {
    return new ChangeAnswer(
        dryRun,
        made.from(),
        made.revision(),
        made.effects(),
        ChangeView.of(made.change(), true, instances));
  }
}
