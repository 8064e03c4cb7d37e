package io.chappe.heartbeat.lag;

import io.chappe.config.FlowConfig;
import io.chappe.config.StartPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the copy of partitions would begin that have no position. By {@code start.from}, but {@code
 * latest} counts as {@code earliest}: a new topic of a running flow is copied from its beginning,
 * and only a replicator can tell which it is. Asked for when a partition is new here, and of all
 * every 30 s, since retention moves beginnings on. For one thread.
 */
final class Beginnings {
  private static final long INTERVAL_MS = Duration.ofSeconds(30).toMillis();

  private final LagSource source;
  private final InstantSource clock;
  private final Map<TopicPartition, LagSource.Beginning> known = new HashMap<>();
  private StartPosition askedBy;
  private long askedMs;

  Beginnings(LagSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Those of these partitions, as far as they are known.
   *
   * @param partitions the others are forgotten
   */
  Map<TopicPartition, LagSource.Beginning> of(
      FlowConfig flow, Collection<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = clock.millis();
    StartPosition start = flow.copy().start();
    if (now - askedMs >= INTERVAL_MS || !start.equals(askedBy)) {
      known.clear();
      askedBy = start;
      askedMs = now;
    }
    known.keySet().retainAll(Set.copyOf(partitions));
    List<TopicPartition> unknown =
        partitions.stream().filter(each -> !known.containsKey(each)).toList();
    if (!unknown.isEmpty()) {
      known.putAll(source.beginnings(unknown, time(start, now)));
    }
    return known;
  }

  private static OptionalLong time(StartPosition start, long now) {
    return switch (start) {
      case StartPosition.Earliest earliest -> OptionalLong.empty();
      case StartPosition.Latest latest -> OptionalLong.empty();
      case StartPosition.At at -> OptionalLong.of(at.time().toEpochMilli());
      case StartPosition.Back back -> OptionalLong.of(back.before(now));
    };
  }
}
