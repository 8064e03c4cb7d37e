package io.chappe.checkpoint;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowService;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checkpoints as a service: one loop for each flow that is enabled and emits checkpoints. */
@Singleton
public class CheckpointService implements FlowService {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final List<CheckpointLoop> loops;

  CheckpointService(ChappeConfig configuration, MeterRegistry meters, LoopWatch watch) {
    loops =
        configuration.flows().stream()
            .filter(flow -> flow.enabled() && flow.checkpoints().emit())
            .map(flow -> new CheckpointLoop(flow, meters, watch, InstantSource.system()))
            .toList();
  }

  @Override
  public void start() {
    loops.forEach(CheckpointLoop::start);
  }

  @Override
  public Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>();
    loops.forEach(loop -> statuses.put(loop.flow(), loop.status()));
    return statuses;
  }

  @Override
  public void close() {
    loops.forEach(CheckpointLoop::beginClose);
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    try {
      for (CheckpointLoop loop : loops) {
        loop.awaitClose(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
