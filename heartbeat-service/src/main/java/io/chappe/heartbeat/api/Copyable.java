package io.chappe.heartbeat.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an autoscaler goes by.
 *
 * @param flow the flow
 * @param copyableRecords records that more replicators could copy
 */
@RegisterForReflection
@Schema(description = "What an autoscaler goes by.")
public record Copyable(String flow, long copyableRecords) {}
