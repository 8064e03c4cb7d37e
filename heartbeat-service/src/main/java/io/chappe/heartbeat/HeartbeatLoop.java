package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The one loop of the service. In each turn it writes the heartbeats that are due and takes in
 * those that have arrived; it never waits for a cluster, so all flows keep their beat whatever
 * happens to one of them.
 */
final class HeartbeatLoop implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration MAXIMAL_SILENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final List<FlowHeartbeats> flows = new ArrayList<>();
  private final Map<FlowHeartbeats, HeartbeatWriter> writers = new LinkedHashMap<>();
  private final Map<FlowHeartbeats, Long> dueNanos = new HashMap<>();
  private final List<HeartbeatFollower> followers = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LoopWatch.Loop watched;
  private final Thread thread;

  /**
   * @param flows every flow; those are taken that are enabled and emit heartbeats
   */
  HeartbeatLoop(
      List<FlowConfig> flows, MeterRegistry meters, LoopWatch loops, InstantSource clock) {
    for (FlowConfig flow : flows) {
      if (flow.enabled() && flow.heartbeats().emit()) {
        this.flows.add(new FlowHeartbeats(flow, meters, clock));
      }
    }
    openWriters();
    openFollowers();
    watched = loops.register("heartbeats", MAXIMAL_SILENCE);
    thread = Thread.ofPlatform().name("heartbeats").unstarted(this::run);
  }

  private void openWriters() {
    Map<ClientSettings, HeartbeatWriter> byCluster = new HashMap<>();
    for (FlowHeartbeats each : flows) {
      ClientSettings source = each.flow().source();
      writers.put(
          each,
          byCluster.computeIfAbsent(
              source,
              settings -> {
                String number = byCluster.isEmpty() ? "" : "-" + byCluster.size();
                return new HeartbeatWriter(
                    new KafkaClients(settings, "chappe-heartbeat-emit" + number));
              }));
      dueNanos.put(each, System.nanoTime());
    }
  }

  private void openFollowers() {
    Map<ClientSettings, List<FlowHeartbeats>> byTarget =
        flows.stream().collect(Collectors.groupingBy(each -> each.flow().target()));
    byTarget.forEach(
        (settings, targeted) -> {
          String number = followers.isEmpty() ? "" : "-" + followers.size();
          KafkaClients clients = new KafkaClients(settings, "chappe-heartbeat-follow" + number);
          followers.add(new HeartbeatFollower(clients, targeted, System::nanoTime));
        });
  }

  void start() {
    thread.start();
  }

  Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>();
    flows.forEach(each -> statuses.put(each.flow().id(), each.status()));
    return statuses;
  }

  private void run() {
    try {
      while (!closing.await(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        watched.tick();
        flows.forEach(this::writeIfDue);
        followers.forEach(HeartbeatFollower::poll);
        flows.forEach(FlowHeartbeats::judge);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    followers.forEach(HeartbeatFollower::close);
  }

  private void writeIfDue(FlowHeartbeats heartbeats) {
    long now = System.nanoTime();
    if (now - dueNanos.get(heartbeats) >= 0) {
      writers.get(heartbeats).write(heartbeats);
      dueNanos.put(heartbeats, now + heartbeats.flow().heartbeats().emitInterval().toNanos());
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writers.values().stream().distinct().forEach(HeartbeatWriter::close);
    flows.forEach(FlowHeartbeats::close);
    watched.close();
  }
}
