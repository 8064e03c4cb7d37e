package io.chappe.status;

import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All instances as their records of {@code chappe.status.internal} show them. Those that have been
 * silent for three of their intervals are gone. Thread-safe.
 */
public final class StatusView {
  private static final int MISSED = 3;

  private record Seen(InstanceStatus status, Instant at) {
    private boolean isLive(Instant now) {
      return Duration.between(at, now).compareTo(status.interval().multipliedBy(MISSED)) <= 0;
    }
  }

  private record Owner(String service, String instance) {}

  private final Map<Owner, Seen> instances = new HashMap<>();
  private final Map<Owner, Map<FlowId, FlowReport>> flows = new HashMap<>();

  /**
   * Takes a record in.
   *
   * @param json null for a tombstone
   * @param at when it was written, or when it came if it came just now: clocks may differ
   */
  public synchronized void accept(String key, String json, Instant at) {
    StatusKey.parse(key).ifPresent(parsed -> accept(parsed, Optional.ofNullable(json), at));
  }

  private void accept(StatusKey key, Optional<String> json, Instant at) {
    Owner owner = new Owner(key.service(), key.instance());
    if (key.flow().isPresent()) {
      Map<FlowId, FlowReport> reports = flows.computeIfAbsent(owner, each -> new TreeMap<>(ORDER));
      json.flatMap(StatusCodec::readFlow)
          .ifPresentOrElse(
              report -> reports.put(key.flow().get(), report),
              () -> reports.remove(key.flow().get()));
    } else {
      json.flatMap(StatusCodec::readInstance)
          .ifPresentOrElse(
              status -> instances.put(owner, new Seen(status, at)), () -> instances.remove(owner));
    }
  }

  /** Who was there at one moment is taken for having told of itself at another. */
  synchronized void extend(Instant before, Instant now) {
    instances.replaceAll(
        (owner, seen) -> seen.isLive(before) ? new Seen(seen.status(), now) : seen);
  }

  private static final Comparator<FlowId> ORDER =
      Comparator.comparing(FlowId::source).thenComparing(FlowId::target);

  /** The instances that are there now, by service and name. */
  public synchronized List<InstanceStatus> live(Instant now) {
    List<InstanceStatus> live = new ArrayList<>();
    for (Map.Entry<Owner, Seen> each : instances.entrySet()) {
      InstanceStatus status = each.getValue().status();
      if (each.getValue().isLive(now)) {
        live.add(
            new InstanceStatus(
                status.service(),
                status.instance(),
                status.version(),
                status.published(),
                status.interval(),
                status.configuration(),
                flows.getOrDefault(each.getKey(), Map.of())));
      }
    }
    live.sort(
        Comparator.comparing(InstanceStatus::service).thenComparing(InstanceStatus::instance));
    return List.copyOf(live);
  }
}
