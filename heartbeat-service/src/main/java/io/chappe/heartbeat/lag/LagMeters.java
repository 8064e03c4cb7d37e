package io.chappe.heartbeat.lag;

import io.chappe.naming.FlowId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The gauges of one flow's lag. What isn't known is NaN. */
final class LagMeters implements AutoCloseable {
  private final MeterRegistry meters;
  private final List<Meter> registered;

  /**
   * @param figures asked at each reading
   * @param paused whether the flow is paused now
   */
  LagMeters(
      FlowId flow, MeterRegistry meters, Supplier<LagFigures> figures, BooleanSupplier paused) {
    this.meters = meters;
    Tags tags = Tags.of("source", flow.source(), "target", flow.target());
    this.registered =
        List.of(
            Gauge.builder("chappe.flow.lag.records", () -> figures.get().sum().recordsOfAll())
                .description("Records on the source that aren't yet on the target.")
                .tags(tags)
                .register(meters),
            Gauge.builder("chappe.flow.lag.unknown.partitions", () -> unknown(figures.get()))
                .description("Partitions of which that isn't known.")
                .tags(tags)
                .register(meters),
            Gauge.builder("chappe.flow.lag.held.records", () -> held(figures.get()))
                .description("Records behind the last stable offset: held by open transactions.")
                .tags(tags)
                .register(meters),
            TimeGauge.builder(
                    "chappe.flow.lag.held", () -> heldFor(figures.get()), TimeUnit.SECONDS)
                .description("The longest time for which one transaction is seen to hold them.")
                .tags(tags)
                .register(meters),
            TimeGauge.builder(
                    "chappe.flow.recovery.point",
                    () -> figures.get().sum().seconds().orElse(Double.NaN),
                    TimeUnit.SECONDS)
                .description("Seconds that would be lost if the source vanished now.")
                .tags(tags)
                .register(meters),
            Gauge.builder("chappe.flow.copyable.records", () -> copyable(figures.get()))
                .description("Records that more replicators could copy.")
                .tags(tags)
                .register(meters),
            Gauge.builder("chappe.flow.paused", () -> paused.getAsBoolean() ? 1 : 0)
                .description("1 while the flow is paused by its configuration, else 0.")
                .tags(tags)
                .register(meters),
            Gauge.builder("chappe.flow.never.copied.partitions", () -> figures.get().neverCopied())
                .description("Partitions with records to copy that have no position.")
                .tags(tags)
                .register(meters));
  }

  private static double unknown(LagFigures figures) {
    boolean nothing = figures.sum().unknown() == 0 && figures.sum().records().isEmpty();
    return nothing ? Double.NaN : figures.sum().unknown();
  }

  private static double held(LagFigures figures) {
    return figures.sum().heldBack().isPresent() ? figures.sum().heldBack().getAsLong() : Double.NaN;
  }

  private static double heldFor(LagFigures figures) {
    return figures.sum().heldBack().isPresent() ? figures.sum().heldForMs() / 1_000.0 : Double.NaN;
  }

  private static double copyable(LagFigures figures) {
    return figures.copyable().isPresent() ? figures.copyable().getAsLong() : Double.NaN;
  }

  /** Takes the gauges away. */
  @Override
  public void close() {
    registered.forEach(meters::remove);
  }
}
