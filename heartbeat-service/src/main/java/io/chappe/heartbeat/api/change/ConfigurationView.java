package io.chappe.heartbeat.api.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The configuration as it runs, without secrets.
 *
 * @param revision its name
 * @param everyoneApplied whether all instances run it
 * @param overrides what stands in {@code chappe.config.internal}, by key
 * @param effective all that follows from file, environment and overrides, in lines of the file
 */
@RegisterForReflection
@Schema(description = "The configuration as it runs, without secrets.")
public record ConfigurationView(
    String revision,
    boolean everyoneApplied,
    Map<String, JsonNode> overrides,
    List<String> effective) {}
