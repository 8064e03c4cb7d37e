package io.chappe.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole configuration of one instance: validated, resolved and immutable.
 *
 * @param home alias of the cluster that holds Chappe's own topics: the cluster the services are
 *     deployed next to
 * @param homeWait how long a start waits for a home cluster that doesn't answer; empty for as long
 *     as it takes
 * @param clusters every cluster's client settings outside any flow, by alias, in the order of
 *     {@code clusters}
 * @param flows every flow of which this instance may be in charge, enabled or not
 * @param api what the page and the API of heartbeat-service are good for
 * @param warnings what was found doubtful in the file, one line each, fit for a log: no secrets
 * @param hidden keys of {@code EffectiveConfiguration} whose values a config provider filled in
 */
public record ChappeConfig(
    String home,
    Optional<Duration> homeWait,
    Map<String, ClientSettings> clusters,
    List<FlowConfig> flows,
    ApiSettings api,
    List<String> warnings,
    Set<String> hidden) {
  public ChappeConfig {
    clusters = Collections.unmodifiableMap(new LinkedHashMap<>(clusters));
    flows = List.copyOf(flows);
    warnings = List.copyOf(warnings);
    hidden = Set.copyOf(hidden);
  }

  /** Says how much there is only: values may be secrets. */
  @Override
  public String toString() {
    return "ChappeConfig[clusters %s, %d flows]".formatted(clusters.keySet(), flows.size());
  }
}
