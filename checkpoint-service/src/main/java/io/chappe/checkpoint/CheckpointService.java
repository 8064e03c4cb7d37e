package io.chappe.checkpoint;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.query.FlowQueries;
import io.chappe.checkpoint.query.FlowQuery;
import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowService;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints as a service: for each flow that is enabled its translations, and a loop if it emits
 * checkpoints.
 */
@Singleton
public class CheckpointService implements FlowService, FlowQueries {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final List<CheckpointLoop> loops;
  private final List<FlowTranslations> translations;

  CheckpointService(ChappeConfig configuration, MeterRegistry meters, LoopWatch watch) {
    Map<FlowId, FlowMaps> maps = new HashMap<>();
    configuration.flows().forEach(flow -> maps.put(flow.id(), FlowMaps.of(flow)));
    loops =
        configuration.flows().stream()
            .filter(flow -> flow.enabled() && flow.checkpoints().emit())
            .map(
                flow ->
                    new CheckpointLoop(
                        flow, maps.get(flow.id()), meters, watch, InstantSource.system()))
            .toList();
    Map<FlowId, FlowHealth> healths = new HashMap<>();
    loops.forEach(loop -> healths.put(loop.flow(), loop.health()));
    translations =
        configuration.flows().stream()
            .filter(FlowConfig::enabled)
            .map(
                flow ->
                    new FlowTranslations(
                        flow, maps.get(flow.id()), health(healths, flow.id()), watch))
            .toList();
  }

  private static FlowHealth health(Map<FlowId, FlowHealth> healths, FlowId flow) {
    return healths.computeIfAbsent(
        flow, id -> new FlowHealth(id, LoggerFactory.getLogger(CheckpointService.class)));
  }

  @Override
  public Collection<FlowQuery> queries() {
    return translations.stream().map(FlowTranslations::query).toList();
  }

  @Override
  public void start() {
    translations.forEach(FlowTranslations::start);
    loops.forEach(CheckpointLoop::start);
  }

  @Override
  public Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>();
    translations.forEach(each -> statuses.put(each.flow(), each.status()));
    loops.forEach(loop -> statuses.put(loop.flow(), loop.status()));
    return statuses;
  }

  @Override
  public void close() {
    loops.forEach(CheckpointLoop::beginClose);
    translations.forEach(FlowTranslations::beginClose);
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    try {
      for (CheckpointLoop loop : loops) {
        loop.awaitClose(left(deadline));
      }
      for (FlowTranslations each : translations) {
        each.awaitClose(left(deadline));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }
}
