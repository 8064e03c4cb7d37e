package io.chappe.checkpoint;

import io.chappe.checkpoint.sharing.GroupShares;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.config.FlowConfig;
import io.chappe.loop.ServiceLoop;
import io.chappe.service.FlowHealth;
import io.chappe.service.FlowTrouble;
import io.chappe.service.LoopWatch;
import java.time.Duration;
import java.util.List;

/**
 * Shares a flow's work with other instances where there are no rounds of checkpoints to do that
 * beside: one thread. The partitions whose offset syncs an instance writes are shared too.
 */
final class ShareLoop {
  /** Much longer than any single wait for a cluster. */
  private static final Duration MAXIMAL_SILENCE = Duration.ofMinutes(3);

  private static final Duration TURN = Duration.ofSeconds(1);

  private final LoopWatch.Loop watched;
  private final FlowClients clients;
  private final GroupShares shares;
  private final ServiceLoop loop;

  /**
   * @param health is told what works
   */
  ShareLoop(FlowConfig flow, FlowHealth health, LoopWatch loops) {
    String name = "shares " + flow.id();
    FlowTrouble trouble = new FlowTrouble(health, "sharing partitions with other instances");
    this.watched = loops.register(name, MAXIMAL_SILENCE);
    this.clients = new FlowClients(flow);
    this.shares =
        new GroupShares(
            flow.id(), clients.target(), flow.checkpoints().replicationFactor(), watched::tick);
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().name(name), this::turn, trouble, List.of(shares, clients));
  }

  void start() {
    loop.start();
  }

  /** The share that no other instance has; see {@link GroupShares#assigned}. */
  SoleShare assigned() {
    return shares.assigned();
  }

  private Duration turn() throws Exception {
    watched.tick();
    shares.join(clients.targetAdmin());
    shares.takePart(TURN);
    return Duration.ZERO;
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
  }
}
