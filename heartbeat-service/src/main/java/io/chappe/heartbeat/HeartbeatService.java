package io.chappe.heartbeat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowId;
import io.chappe.control.Progress;
import io.chappe.service.FlowService;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;

/** Heartbeats as a service: the loop with what the outside world gives it. */
@Singleton
public class HeartbeatService implements FlowService {
  private final HeartbeatLoop loop;

  HeartbeatService(ChappeConfig configuration, MeterRegistry meters, LoopWatch loops) {
    this.loop = new HeartbeatLoop(configuration.flows(), meters, loops, InstantSource.system());
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void apply(ChappeConfig next) {
    loop.apply(next.flows());
  }

  @Override
  public Progress progress() {
    return new Progress(!loop.isAsWanted(), Map.of());
  }

  @Override
  public Map<FlowId, FlowStatus> statuses() {
    return loop.statuses();
  }

  @Override
  public void close() {
    loop.close();
  }
}
