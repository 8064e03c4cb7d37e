package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.GroupShares;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.config.FlowConfig;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowTrouble;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The loop of one flow: one thread that makes a round at each interval. */
final class CheckpointLoop {
  /** Much longer than any single wait for a cluster. */
  private static final Duration MAXIMAL_SILENCE = Duration.ofMinutes(3);

  private static final Duration MINIMAL_PAUSE = Duration.ofMillis(100);

  private final FlowConfig flow;
  private final FlowHealth health;
  private final CheckpointMeters meters;
  private final LoopWatch.Loop watched;
  private final Steps steps;
  private final FlowClients clients;
  private final GroupShares shares;
  private final CheckpointRound round;
  private final ServiceLoop loop;

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
    this.meters = new CheckpointMeters(flow.id(), registry, clock);
    this.watched = loops.register(name, silence);
    this.steps = new Steps(health, meters);
    this.clients = new FlowClients(flow);
    this.shares =
        new GroupShares(
            flow.id(), clients.target(), flow.checkpoints().replicationFactor(), watched::tick);
    this.round = new CheckpointRound(flow, clients, maps, steps, meters, watched::tick);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().name(name),
            this::turn,
            new RoundTrouble(),
            List.of(shares, round, clients));
  }

  void start() {
    loop.start();
  }

  FlowId flow() {
    return flow.id();
  }

  /** The share that no other instance has; see {@link GroupShares#assigned}. */
  SoleShare assigned() {
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

  private Duration turn() throws InterruptedException {
    watched.tick();
    long next = System.nanoTime() + flow.checkpoints().emitInterval().toNanos();
    round.run(shares.share());
    return shareUntil(next);
  }

  /**
   * Whoever can't do its share of the work must not keep it: out of the group until a round has
   * come to its end again.
   */
  private final class RoundTrouble implements ServiceLoop.Trouble {
    private final FlowTrouble trouble = new FlowTrouble(health, "making checkpoints");

    @Override
    public void failed(Throwable thrown) {
      trouble.failed(thrown);
      meters.failed(thrown);
      shares.close();
    }

    @Override
    public void over() {
      trouble.over();
    }
  }

  /**
   * Takes part in the sharing. From the beginning of one round to that of the next is the interval,
   * if a round is shorter.
   *
   * @return what is left of the interval
   */
  private Duration shareUntil(long next) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(MINIMAL_PAUSE.toNanos(), next - System.nanoTime()));
    long end = System.nanoTime() + left.toNanos();
    try {
      steps.take("sharing groups with other instances", () -> takePart(left));
    } catch (StepFailedException e) {
      LoggerFactory.getLogger(CheckpointLoop.class).debug("not shared: flow={}", flow.id(), e);
    }
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private boolean takePart(Duration time) throws Exception {
    shares.join(clients.targetAdmin());
    shares.takePart(time);
    return true;
  }

  /** Asks the loop to end, without waiting. */
  void beginClose() {
    loop.end();
    loop.interrupt();
  }

  /** Waits for the end. */
  void awaitClose(Duration limit) {
    loop.awaitEnd(limit);
    watched.close();
    meters.close();
  }
}
