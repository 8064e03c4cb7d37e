package io.chappe.heartbeat.api;

import io.chappe.heartbeat.view.ChangeView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What came of a change.
 *
 * @param dryRun whether nothing was changed
 * @param revision what instances with it run
 * @param change the change; ask {@code /api/changes/<offset>} for what becomes of it
 */
@RegisterForReflection
@Schema(description = "What came of a change.")
public record ChangeAnswer(boolean dryRun, String revision, ChangeView change) {}
