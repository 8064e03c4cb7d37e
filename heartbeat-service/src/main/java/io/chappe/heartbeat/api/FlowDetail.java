package io.chappe.heartbeat.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.heartbeat.view.FlowView;
import io.chappe.heartbeat.view.TopicView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A flow from near.
 *
 * @param flow as in the overview
 * @param topics its topics, those furthest behind first
 * @param configuration its properties as they work, without secrets
 * @param override its override, without secrets; empty if there is none
 * @param revision the revision that both stand for
 */
@RegisterForReflection
@Schema(description = "A flow from near.")
public record FlowDetail(
    FlowView flow,
    List<TopicView> topics,
    Map<String, String> configuration,
    @Schema(implementation = Object.class) JsonNode override,
    String revision) {}
