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
  private final Tags tags;
  private final List<Meter> registered;

  /**
   * @param figures asked at each reading
   * @param paused whether the flow is paused now
   */
  LagMeters(
      FlowId flow, MeterRegistry meters, Supplier<LagFigures> figures, BooleanSupplier paused) {
    this.meters = meters;
    this.tags = Tags.of("source", flow.source(), "target", flow.target());
    this.registered =
        List.of(
            gauge(
                "chappe.flow.lag.records",
                "Records on the source that aren't yet on the target.",
                () -> figures.get().sum().recordsOfAll()),
            gauge(
                "chappe.flow.lag.unknown.partitions",
                "Partitions of which that isn't known.",
                () -> unknown(figures.get())),
            gauge(
                "chappe.flow.lag.held.records",
                "Records behind the last stable offset: held by open transactions.",
                () -> held(figures.get())),
            seconds(
                "chappe.flow.lag.held",
                "The longest time for which one transaction is seen to hold them.",
                () -> heldFor(figures.get())),
            seconds(
                "chappe.flow.recovery.point",
                "Seconds that would be lost if the source vanished now.",
                () -> figures.get().sum().seconds().orElse(Double.NaN)),
            gauge(
                "chappe.flow.copyable.records",
                "Records that more replicators could copy.",
                () -> copyable(figures.get())),
            gauge(
                "chappe.flow.paused",
                "1 while the flow is paused by its configuration, else 0.",
                () -> paused.getAsBoolean() ? 1 : 0),
            gauge(
                "chappe.flow.never.copied.partitions",
                "Partitions with records to copy that have no position.",
                () -> figures.get().neverCopied()));
  }

  private Meter gauge(String name, String description, Supplier<Number> value) {
    return Gauge.builder(name, value).description(description).tags(tags).register(meters);
  }

  private Meter seconds(String name, String description, Supplier<Number> value) {
    return TimeGauge.builder(name, value, TimeUnit.SECONDS)
        .description(description)
        .tags(tags)
        .register(meters);
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
