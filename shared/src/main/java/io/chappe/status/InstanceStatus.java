package io.chappe.status;

import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one instance tells of itself.
 *
 * @param service name of the service
 * @param instance unique among the instances of the service
 * @param version of the service
 * @param published when
 * @param interval time after which it publishes again at the latest
 * @param configuration which configuration it runs
 * @param flows how the flows do here
 */
public record InstanceStatus(
    String service,
    String instance,
    String version,
    Instant published,
    Duration interval,
    AppliedConfiguration configuration,
    Map<FlowId, FlowReport> flows) {
  public InstanceStatus {
    flows = Collections.unmodifiableMap(new LinkedHashMap<>(flows));
  }

  /** The same with what it tells of its configuration seen from a topic of that id. */
  public InstanceStatus in(String configTopicId) {
    return new InstanceStatus(
        service, instance, version, published, interval, configuration.in(configTopicId), flows);
  }
}
