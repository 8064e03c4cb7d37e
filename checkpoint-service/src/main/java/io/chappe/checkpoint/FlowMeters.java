package io.chappe.checkpoint;

import io.chappe.config.FlowId;
import io.chappe.service.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One flow's metrics. Thread-safe. */
final class FlowMeters {
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final Tags tags;
  private final Counter checkpoints;
  private final AtomicLong lastRoundMs;
  private final AtomicInteger groups = new AtomicInteger();

  FlowMeters(FlowId flow, MeterRegistry meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
    this.tags = Tags.of("source", flow.source(), "target", flow.target());
    this.lastRoundMs = new AtomicLong(clock.millis());
    this.checkpoints =
        Counter.builder("chappe.checkpoints")
            .description("Checkpoints written on the target.")
            .tags(tags)
            .register(meters);
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

  void written(int number) {
    checkpoints.increment(number);
  }

  void groups(int number) {
    groups.set(number);
  }

  void roundDone() {
    lastRoundMs.set(clock.millis());
  }

  void failed(Throwable thrown) {
    Counter.builder("chappe.errors")
        .description("Failed attempts, by kind.")
        .tags(tags.and("kind", Failure.of(thrown).kind()))
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
