package io.chappe.heartbeat.lag;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.control.Progress;
import io.chappe.lag.PositionGroup;
import io.chappe.naming.FlowId;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlows;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How far the copies of all enabled flows are behind. Thread-safe. */
public final class LagObservers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final RunningFlows<LagObserver> flows;

  /** Asks nobody before it is started. */
  public LagObservers(MeterRegistry meters, LoopWatch loops, InstantSource clock) {
    this.flows =
        new RunningFlows<>(
            flow ->
                new LagObserver(
                    flow,
                    new KafkaLagSource(
                        new KafkaClients(flow.source(), "chappe-lag-" + flow.id()),
                        PositionGroup.of(flow.id()),
                        LIMIT),
                    meters,
                    loops,
                    clock,
                    System::nanoTime));
  }

  /** Begins; once. Returns at once. */
  public void start(List<FlowConfig> all) {
    flows.start(enabled(all));
  }

  /** Says which flows there are from now on. Returns at once. */
  public void apply(List<FlowConfig> all) {
    flows.apply(enabled(all));
  }

  private static List<FlowConfig> enabled(List<FlowConfig> all) {
    return all.stream().filter(FlowConfig::enabled).toList();
  }

  /** How far it has got with that. */
  public Progress progress() {
    return flows.progress();
  }

  /** Of every enabled flow. Cheap; never asks a broker. */
  public Map<FlowId, LagFigures> figures() {
    return flows.each(LagObserver::figures);
  }

  /** Of one flow; empty if it isn't enabled. */
  public Optional<LagFigures> figures(FlowId flow) {
    return Optional.ofNullable(figures().get(flow));
  }

  /** All topics of an enabled flow's source, as last told; empty if it has told none yet. */
  public Optional<Set<String>> sourceTopics(FlowId flow) {
    return Optional.ofNullable(flows.each(LagObserver::sourceTopics).get(flow))
        .filter(topics -> !topics.isEmpty());
  }

  /** Whether the sources answer. */
  public Map<FlowId, FlowStatus> statuses() {
    return flows.each(LagObserver::status);
  }

  @Override
  public void close() {
    flows.close();
  }
}
