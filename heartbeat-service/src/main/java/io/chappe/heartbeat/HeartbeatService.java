package io.chappe.heartbeat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowService;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Heartbeats as a service: the loop with what the outside world gives it. When something changes
 * that it works with, another loop takes its place: a beat comes late then, and none is lost.
 */
@Singleton
public class HeartbeatService implements FlowService {
  private final MeterRegistry meters;
  private final LoopWatch loops;
  private ChappeConfig configuration;
  private HeartbeatLoop loop;
  private boolean closed;

  HeartbeatService(ChappeConfig configuration, MeterRegistry meters, LoopWatch loops) {
    this.configuration = configuration;
    this.meters = meters;
    this.loops = loops;
    this.loop = newLoop();
  }

  private HeartbeatLoop newLoop() {
    return new HeartbeatLoop(configuration.flows(), meters, loops, InstantSource.system());
  }

  @Override
  public synchronized void start() {
    loop.start();
  }

  @Override
  public synchronized void apply(ChappeConfig next) {
    boolean same = whatMatters(configuration).equals(whatMatters(next));
    configuration = next;
    if (same || closed) {
      return;
    }
    loop.close();
    loop = newLoop();
    loop.start();
  }

  private static List<List<Object>> whatMatters(ChappeConfig config) {
    return config.flows().stream()
        .map(
            flow ->
                List.<Object>of(
                    flow.id(),
                    flow.enabled(),
                    flow.heartbeats(),
                    flow.naming(),
                    flow.source(),
                    flow.target()))
        .toList();
  }

  @Override
  public synchronized Map<FlowId, FlowStatus> statuses() {
    return loop.statuses();
  }

  @Override
  public synchronized void close() {
    closed = true;
    loop.close();
  }
}
