package io.chappe.replicator;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowService;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replication as a service: one {@link FlowReplicator} for each enabled flow. */
@Singleton
public class ReplicatorService implements FlowService {
  private final ChappeConfig configuration;
  private final MeterRegistry meters;
  private final LoopWatch loops;
  private final Map<FlowId, FlowReplicator> flows = new LinkedHashMap<>();

  ReplicatorService(ChappeConfig configuration, MeterRegistry meters, LoopWatch loops) {
    this.configuration = configuration;
    this.meters = meters;
    this.loops = loops;
  }

  @Override
  public synchronized void start() {
    for (FlowConfig flow : configuration.flows()) {
      if (flow.enabled()) {
        flows.put(flow.id(), new FlowReplicator(flow, new FlowMeters(flow.id(), meters), loops));
      }
    }
    // None starts before all are known to be configured well.
    flows.values().forEach(FlowReplicator::start);
  }

  @Override
  public synchronized Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>();
    flows.forEach((id, replicator) -> statuses.put(id, replicator.status()));
    return statuses;
  }

  /** Flows are closed side by side: each may have to wait for its brokers. */
  @Override
  public synchronized void close() {
    Thread[] closing =
        flows.values().stream()
            .map(replicator -> Thread.ofVirtual().start(replicator::close))
            .toArray(Thread[]::new);
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
