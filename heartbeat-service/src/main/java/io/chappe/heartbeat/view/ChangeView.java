package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.config.ShownOverride;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of the configuration by {@code chappe.config.internal}, and what became of it.
 *
 * @param offset offset of its record
 * @param time when it was written
 * @param key flow, cluster or {@code *}
 * @param value what it holds, without secrets; null for a removal, and for what is no JSON object
 * @param removal whether it takes the key's properties back
 * @param outcome {@code applied} by every instance, {@code waiting} for some, {@code refused}, or
 *     {@code replaced} by a later change of the same key
 * @param waitingFor instances that haven't looked at it yet
 * @param problems why it was refused
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A change of the configuration, and what became of it.")
public record ChangeView(
    long offset,
    Instant time,
    String key,
    @Schema(implementation = Object.class, description = "Without secrets.") JsonNode value,
    boolean removal,
    @Schema(enumeration = {"applied", "waiting", "refused", "replaced"}) String outcome,
    List<String> waitingFor,
    List<String> problems) {

  /**
   * @param isNewest whether no later change of the same key is known
   */
  public static ChangeView of(Change change, boolean isNewest, List<InstanceStatus> instances) {
    List<String> waitingFor = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (InstanceStatus each : instances) {
      if (each.configuration().offset() < change.offset()) {
        waitingFor.add(each.service() + "/" + each.instance());
      } else {
        problems.addAll(each.configuration().refused().getOrDefault(change.key(), List.of()));
      }
    }
    String outcome =
        !isNewest
            ? "replaced"
            : !problems.isEmpty() ? "refused" : waitingFor.isEmpty() ? "applied" : "waiting";
    return new ChangeView(
        change.offset(),
        change.time(),
        change.key(),
        change.json().flatMap(json -> ShownOverride.of(change.key(), json)).orElse(null),
        change.json().isEmpty(),
        outcome,
        List.copyOf(waitingFor),
        isNewest ? problems.stream().distinct().toList() : List.of());
  }

  /** All of them, the newest first. */
  static List<ChangeView> all(List<Change> oldestFirst, List<InstanceStatus> instances) {
    Map<String, Long> newest = new HashMap<>();
    oldestFirst.forEach(each -> newest.put(each.key(), each.offset()));
    return oldestFirst.reversed().stream()
        .map(each -> of(each, newest.get(each.key()) == each.offset(), instances))
        .toList();
  }
}
