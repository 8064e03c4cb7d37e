package io.chappe.checkpoint;

import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The loop of one flow: one thread that makes a round at each interval. */
final class CheckpointLoop {
  /** Much longer than any single wait for a cluster. */
  private static final Duration MAXIMAL_SILENCE = Duration.ofMinutes(3);

  private final FlowConfig flow;
  private final FlowHealth health;
  private final FlowMeters meters;
  private final LoopWatch.Loop watched;
  private final CheckpointRound round;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  CheckpointLoop(FlowConfig flow, MeterRegistry registry, LoopWatch loops, InstantSource clock) {
    String name = "checkpoints " + flow.id();
    Duration silence = MAXIMAL_SILENCE.plus(flow.checkpoints().emitInterval());
    this.flow = flow;
    this.health = new FlowHealth(flow.id(), LoggerFactory.getLogger(CheckpointLoop.class));
    this.meters = new FlowMeters(flow.id(), registry, clock);
    this.watched = loops.register(name, silence);
    this.round = new CheckpointRound(flow, new Steps(health, meters), meters, watched::tick);
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  FlowId flow() {
    return flow.id();
  }

  FlowHealth health() {
    return health;
  }

  FlowStatus status() {
    return health.status(
        Map.of(
            "groups", Integer.toString(meters.groups()),
            "checkpoints written", Long.toString(meters.written()),
            "last complete round", TimeUnit.MILLISECONDS.toSeconds(meters.ageMs()) + " s ago"));
  }

  private void run() {
    try {
      do {
        watched.tick();
        round.run();
      } while (!closing.await(flow.checkpoints().emitInterval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LoggerFactory.getLogger(CheckpointLoop.class).debug("interrupted: flow={}", flow.id());
    }
    // What is left to do is to close the clients, which must not be interrupted.
    Thread.interrupted();
    round.close();
  }

  /** Asks the loop to end, without waiting. */
  void beginClose() {
    // In this order no interrupt can come after the loop has ended, amid the closing of clients.
    thread.interrupt();
    closing.countDown();
  }

  /** Waits for the end. */
  void awaitClose(Duration limit) throws InterruptedException {
    thread.join(limit);
    watched.close();
  }
}
