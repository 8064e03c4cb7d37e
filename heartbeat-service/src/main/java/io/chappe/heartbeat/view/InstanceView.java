package io.chappe.heartbeat.view;

import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An instance of a service that is there now.
 *
 * @param service name of the service
 * @param instance its own name
 * @param version of the service
 * @param published when it told this
 * @param revision which configuration it runs
 * @param configOffset offset of the newest record of {@code chappe.config.internal} that it has
 *     looked at
 * @param refused which changes it has refused and why, by source
 * @param flows the flows that it works on
 * @param partitions how many partitions it has
 */
@RegisterForReflection
@Schema(description = "An instance of a service that is there now.")
public record InstanceView(
    String service,
    String instance,
    String version,
    Instant published,
    @Schema(description = "Which configuration it runs.") String revision,
    long configOffset,
    Map<String, List<String>> refused,
    List<String> flows,
    int partitions) {

  static InstanceView of(InstanceStatus status) {
    return new InstanceView(
        status.service(),
        status.instance(),
        status.version(),
        status.published(),
        status.configuration().revision(),
        status.configuration().offset(),
        status.configuration().refused(),
        status.flows().keySet().stream().map(Object::toString).toList(),
        status.flows().values().stream()
            .flatMap(flow -> flow.partitions().values().stream())
            .mapToInt(count -> count)
            .sum());
  }
}
