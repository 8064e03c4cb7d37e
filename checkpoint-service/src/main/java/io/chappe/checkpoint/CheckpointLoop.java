package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.GroupShares;
import io.chappe.checkpoint.sharing.Share;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The loop of one flow: one thread that makes a round at each interval. */
final class CheckpointLoop {
  /** Much longer than any single wait for a cluster. */
  private static final Duration MAXIMAL_SILENCE = Duration.ofMinutes(3);

  private static final Duration MINIMAL_PAUSE = Duration.ofMillis(100);

  private final FlowConfig flow;
  private final FlowHealth health;
  private final FlowMeters meters;
  private final LoopWatch.Loop watched;
  private final Steps steps;
  private final FlowClients clients;
  private final GroupShares shares;
  private final CheckpointRound round;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param maps the flow's offset maps, closed by others
   */
  CheckpointLoop(
      FlowConfig flow,
      FlowMaps maps,
      MeterRegistry registry,
      LoopWatch loops,
      InstantSource clock) {
    String name = "checkpoints " + flow.id();
    Duration silence = MAXIMAL_SILENCE.plus(flow.checkpoints().emitInterval());
    this.flow = flow;
    this.health = new FlowHealth(flow.id(), LoggerFactory.getLogger(CheckpointLoop.class));
    this.meters = new FlowMeters(flow.id(), registry, clock);
    this.watched = loops.register(name, silence);
    this.steps = new Steps(health, meters);
    this.clients = new FlowClients(flow);
    this.shares =
        new GroupShares(
            flow.id(), clients.target(), flow.checkpoints().replicationFactor(), watched::tick);
    this.round = new CheckpointRound(flow, clients, maps, steps, meters, watched::tick);
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  FlowId flow() {
    return flow.id();
  }

  /** The share that no other instance has; see {@link GroupShares#assigned}. */
  Optional<Share> assigned() {
    return shares.assigned();
  }

  FlowHealth health() {
    return health;
  }

  FlowStatus status() {
    return health.status(
        Map.of(
            "groups", Integer.toString(meters.groups()),
            "share groups, not handled", Integer.toString(meters.shareGroups()),
            "checkpoints written", Long.toString(meters.written()),
            "last complete round", TimeUnit.MILLISECONDS.toSeconds(meters.ageMs()) + " s ago"));
  }

  private void run() {
    try {
      do {
        watched.tick();
        long next = System.nanoTime() + flow.checkpoints().emitInterval().toNanos();
        round.run(shares.share());
        pauseUntil(next);
      } while (closing.getCount() > 0);
    } catch (InterruptedException e) {
      LoggerFactory.getLogger(CheckpointLoop.class).debug("interrupted: flow={}", flow.id());
    }
    // What is left to do is to close the clients, which must not be interrupted.
    Thread.interrupted();
    shares.close();
    round.close();
    clients.close();
  }

  /** From the beginning of one round to that of the next is the interval, if a round is shorter. */
  private void pauseUntil(long next) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(MINIMAL_PAUSE.toNanos(), next - System.nanoTime()));
    long end = System.nanoTime() + left.toNanos();
    try {
      steps.take("sharing groups with other instances", () -> takePart(left));
    } catch (StepFailedException e) {
      LoggerFactory.getLogger(CheckpointLoop.class).debug("not shared: flow={}", flow.id(), e);
    }
    closing.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private boolean takePart(Duration time) throws Exception {
    shares.join(clients.targetAdmin());
    shares.takePart(time);
    return true;
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
    meters.close();
  }
}
