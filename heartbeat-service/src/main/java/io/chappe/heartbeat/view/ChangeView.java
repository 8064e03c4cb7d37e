package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.config.live.ShownOverride;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of the configuration by {@code chappe.config.internal}, and what became of it.
 *
 * @param offset offset of its record
 * @param time when it was written
 * @param key flow, cluster or {@code *}
 * @param value what it holds, without secrets, and no more than {@link ShortObject} has of it; null
 *     for a removal, and for what is no JSON object
 * @param by name of the token that it was made with; {@code topic} if it didn't come by the API. A
 *     header of the record, so worth as much as the topic's access rights
 * @param before what the key held until then, without secrets; null for no override, for what is no
 *     JSON object, and if it isn't known
 * @param beforeKnown whether that is known: compaction may have taken it away
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
    String by,
    @Schema(implementation = Object.class, description = "Without secrets.") JsonNode before,
    boolean beforeKnown,
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
        shown(change.key(), change.json()),
        change.by(),
        shown(change.key(), change.before().json()),
        change.before().known(),
        change.json().isEmpty(),
        outcome,
        List.copyOf(waitingFor),
        isNewest ? problems.stream().distinct().toList() : List.of());
  }

  private static JsonNode shown(String key, Optional<String> json) {
    return json.flatMap(text -> ShownOverride.of(key, text)).map(ShortObject::of).orElse(null);
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
