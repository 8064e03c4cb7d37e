package io.chappe.checkpoint;

import io.chappe.checkpoint.translation.Inexact;
import io.chappe.failure.Reason;
import io.chappe.naming.FlowId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One flow's metrics. Thread-safe. */
final class CheckpointMeters {
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Tags tags;
  private final Counter checkpoints;
  private final Counter gone;
  private final AtomicLong lastRoundMs;
  private final AtomicInteger shareGroups = new AtomicInteger();
  private final Map<Inexact, AtomicInteger> inexact = new EnumMap<>(Inexact.class);
  private final AtomicInteger groups = new AtomicInteger();

  CheckpointMeters(FlowId flow, MeterRegistry meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
    this.tags = Tags.of("source", flow.source(), "target", flow.target());
    this.lastRoundMs = new AtomicLong(clock.millis());
    this.checkpoints =
        Counter.builder("chappe.checkpoints")
            .description("Checkpoints written on the target.")
            .tags(tags)
            .register(meters);
    this.gone =
        Counter.builder("chappe.checkpoints.gone")
            .description("Checkpoints removed: their group, its offset or the topic is gone.")
            .tags(tags)
            .register(meters);
    for (Inexact reason : Inexact.values()) {
      AtomicInteger count = new AtomicInteger();
      inexact.put(reason, count);
      Gauge.builder("chappe.offsets.inexact", count, AtomicInteger::get)
          .description("Committed offsets that have no exact translation now, by reason.")
          .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-')))
          .register(meters);
    }
    TimeGauge.builder("chappe.checkpoint.age", this::ageMs, TimeUnit.MILLISECONDS)
        .description(
            "Time since the last round that looked at all groups and wrote what had changed;"
                + " before the first, since start.")
        .tags(tags)
        .register(meters);
    Gauge.builder("chappe.groups", groups, AtomicInteger::get)
        .description("Consumer groups on the source that are looked at.")
        .tags(tags)
        .register(meters);
  }

  /** Takes the gauges away: a flow that was stopped has no age. */
  void close() {
    Stream.of("chappe.offsets.inexact", "chappe.checkpoint.age", "chappe.groups")
        .flatMap(name -> meters.find(name).tags(tags).meters().stream())
        .toList()
        .forEach(meters::remove);
  }

  void written(int number) {
    checkpoints.increment(number);
  }

  void groups(int number) {
    groups.set(number);
  }

  /** Checkpoints of which it was written that they are gone. */
  void gone(int number) {
    gone.increment(number);
  }

  /** Groups that offsets were committed for, {@code forward} or by {@code failback}. */
  void synced(String direction, int number) {
    Counter.builder("chappe.group.syncs")
        .description("Commits of translated offsets, one for each group at a time.")
        .tags(tags.and("direction", direction))
        .register(meters)
        .increment(number);
  }

  /** Offsets that don't translate exactly, by reason, as the last round found them. */
  void inexact(Map<Inexact, Integer> counts) {
    for (Inexact reason : Inexact.values()) {
      inexact.get(reason).set(counts.getOrDefault(reason, 0));
    }
  }

  /** Groups of a kind that isn't handled. */
  void shareGroups(int number) {
    shareGroups.set(number);
  }

  int shareGroups() {
    return shareGroups.get();
  }

  void roundDone() {
    lastRoundMs.set(clock.millis());
  }

  void failed(Throwable thrown) {
    Counter.builder("chappe.errors")
        .description("Failed attempts, by reason.")
        .tags(tags.and("reason", Reason.of(thrown).word()))
        .register(meters)
        .increment();
  }

  int groups() {
    return groups.get();
  }

  long written() {
    return (long) checkpoints.count();
  }

  long ageMs() {
    return clock.millis() - lastRoundMs.get();
  }
}
