package io.chappe.heartbeat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every path by which heartbeats have been seen to come, and how old the newest of each is: what a
 * consumer at the end of the path would see of a record that was written at its beginning. Kept
 * while the topic is there. Thread-safe.
 */
final class SeenPaths implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SeenPaths.class);

  private record Seen(AtomicLong newestMs, Tags tags) {}

  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Map<HeartbeatPath, Seen> paths =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(HeartbeatPath::hops).thenComparing(HeartbeatPath::toString));
  private final int most;
  private boolean full;

  /**
   * @param most paths at most: anybody may create topics, and each path is a series of a metric
   */
  SeenPaths(MeterRegistry meters, InstantSource clock, int most) {
    this.meters = meters;
    this.clock = clock;
    this.most = most;
  }

  /** Takes notice of a heartbeat that has come by a path. */
  synchronized void seen(HeartbeatPath path, long timestampMs) {
    Seen known = paths.get(path);
    if (known == null && paths.size() < most) {
      known = add(path, timestampMs);
    }
    if (known != null) {
      known.newestMs().accumulateAndGet(timestampMs, Math::max);
    } else if (!full) {
      full = true;
      LOGGER.warn("heartbeats come by more than {} paths: not shown: path={}", most, path);
    }
  }

  private Seen add(HeartbeatPath path, long timestampMs) {
    Tags tags =
        Tags.of(
            "source", path.origin().source(),
            "target", path.observer(),
            "path", path.toString(),
            "hops", Integer.toString(path.hops()));
    Seen added = new Seen(new AtomicLong(timestampMs), tags);
    TimeGauge.builder(
            "chappe.heartbeat.path.age",
            () -> clock.millis() - added.newestMs().get(),
            TimeUnit.MILLISECONDS)
        .description("Age of the newest heartbeat that has come by a path of one hop or more.")
        .tags(tags)
        .register(meters);
    paths.put(path, added);
    LOGGER.info("heartbeats come: path={} hops={}", path, path.hops());
    return added;
  }

  /** Forgets a path: its topic is gone. */
  synchronized void forget(HeartbeatPath path) {
    if (paths.containsKey(path)) {
      remove(path);
      LOGGER.info("heartbeats come no more, the topic is gone: path={}", path);
    }
  }

  private void remove(HeartbeatPath path) {
    Seen gone = paths.remove(path);
    meters.find("chappe.heartbeat.path.age").tags(gone.tags()).meters().forEach(meters::remove);
  }

  /** Age of the newest heartbeat of each path in milliseconds, the shortest paths first. */
  Map<HeartbeatPath, Long> agesMs() {
    long now = clock.millis();
    Map<HeartbeatPath, Long> ages = new LinkedHashMap<>();
    paths.forEach((path, seen) -> ages.put(path, now - seen.newestMs().get()));
    return ages;
  }

  /** Takes the gauges away. */
  @Override
  public synchronized void close() {
    paths.keySet().forEach(this::remove);
  }
}
