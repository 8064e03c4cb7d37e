package io.chappe.checkpoint;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.query.FlowQuery;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.service.FlowChange;
import io.chappe.service.FlowHealth;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlow;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * All that is done for one flow: its translations, and the loop if it emits checkpoints. One that
 * writes offset syncs only shares them with other instances all the same.
 */
final class FlowCheckpoints implements RunningFlow {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Optional<CheckpointLoop> loop;
  private final Optional<ShareLoop> sharing;
  private final FlowTranslations translations;

  FlowCheckpoints(FlowConfig flow, MeterRegistry meters, LoopWatch watch) {
    FlowMaps maps = FlowMaps.of(flow);
    loop =
        flow.checkpoints().emit()
            ? Optional.of(new CheckpointLoop(flow, maps, meters, watch, InstantSource.system()))
            : Optional.empty();
    FlowHealth health =
        loop.map(CheckpointLoop::health)
            .orElseGet(
                () -> new FlowHealth(flow.id(), LoggerFactory.getLogger(CheckpointService.class)));
    sharing =
        loop.isEmpty() && flow.offsetSyncs().emit()
            ? Optional.of(new ShareLoop(flow, health, watch))
            : Optional.empty();
    translations = new FlowTranslations(flow, maps, health, watch, assigned());
  }

  /** The share of the partitions whose offset syncs are this instance's to write. */
  SoleShare assigned() {
    return loop.map(CheckpointLoop::assigned)
        .or(() -> sharing.map(ShareLoop::assigned))
        .orElseGet(SoleShare::new);
  }

  @Override
  public void start() {
    translations.start();
    loop.ifPresent(CheckpointLoop::start);
    sharing.ifPresent(ShareLoop::start);
  }

  /** Nothing is lost by a fresh start, so that is made of everything that matters here. */
  @Override
  public boolean change(FlowConfig before, FlowConfig next) {
    return !FlowChange.restartsCheckpoints(before, next);
  }

  FlowQuery query() {
    return translations.query();
  }

  FlowStatus status() {
    return loop.map(CheckpointLoop::status).orElseGet(translations::status);
  }

  @Override
  public void close() {
    loop.ifPresent(CheckpointLoop::beginClose);
    sharing.ifPresent(ShareLoop::beginClose);
    translations.beginClose();
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    Closes.inOrder(
        "flow",
        List.of(
            () -> loop.ifPresent(each -> each.awaitClose(left(deadline))),
            () -> sharing.ifPresent(each -> each.awaitClose(left(deadline))),
            () -> translations.awaitClose(left(deadline))));
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }
}
