package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.loop.ServiceLoop;
import io.chappe.naming.FlowId;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one loop of the service. In each turn it goes over to the flows that are wanted, writes the
 * heartbeats that are due and takes in those that have arrived; it never waits for a cluster, so
 * all flows keep their beat whatever happens to one of them. A flow that doesn't change keeps all
 * it has, its place in its group too.
 */
final class HeartbeatLoop implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration MAXIMAL_SILENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);

  private static final int MOST_PATHS = 200;

  private final MeterRegistry meters;
  private final InstantSource clock;
  private final SeenPaths paths;
  private final Map<ClientSettings, HeartbeatWriter> writers = new HashMap<>();
  private final Map<ClientSettings, HeartbeatFollower> followers = new HashMap<>();
  private final LoopWatch.Loop watched;
  private final ServiceLoop loop;
  private int clients;
  private volatile List<FlowConfig> applied = List.of();
  private volatile List<FlowConfig> wanted;
  private volatile Map<FlowId, HeartbeatEmission> emissions = Map.of();

  /**
   * @param flows every flow; heartbeats are followed for those that are enabled, and written for
   *     those of them that emit
   */
  HeartbeatLoop(
      List<FlowConfig> flows, MeterRegistry meters, LoopWatch loops, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
    this.paths = new SeenPaths(meters, clock, MOST_PATHS);
    apply(flows);
    bringToWanted();
    watched = loops.register("heartbeats", MAXIMAL_SILENCE);
    loop =
        new ServiceLoop(
            Thread.ofPlatform().name("heartbeats"),
            this::turn,
            new TurnTrouble(),
            List.of(this::closeAll));
  }

  void start() {
    loop.start();
  }

  /** Says which flows there are from now on. From any thread; done in the next turn. */
  void apply(List<FlowConfig> flows) {
    wanted = flows.stream().filter(FlowConfig::enabled).toList();
  }

  private void bringToWanted() {
    List<FlowConfig> next = wanted;
    if (next == applied) {
      return;
    }
    bringEmissions(next.stream().filter(flow -> flow.heartbeats().emit()).toList());
    bringFollowers(next);
    applied = next;
  }

  /** Whether all that was told to {@link #apply} is done. From any thread. */
  boolean isAsWanted() {
    return applied == wanted;
  }

  private void bringEmissions(List<FlowConfig> flows) {
    Map<FlowId, HeartbeatEmission> now = new LinkedHashMap<>();
    Map<FlowId, HeartbeatEmission> before = new HashMap<>(emissions);
    for (FlowConfig flow : flows) {
      HeartbeatEmission kept = before.get(flow.id());
      if (kept != null && kept.change(flow)) {
        now.put(flow.id(), before.remove(flow.id()));
      }
    }
    // Should something fail from here on, those that are closed must not be gone on with.
    emissions = Map.copyOf(now);
    Closes.inOrder("heartbeats", List.copyOf(before.values()));
    for (FlowConfig flow : flows) {
      if (!now.containsKey(flow.id())) {
        KafkaClients source = clients(flow.source(), "emit");
        HeartbeatWriter writer =
            writers.computeIfAbsent(flow.source(), settings -> new HeartbeatWriter(source));
        now.put(flow.id(), new HeartbeatEmission(flow, writer, source, meters, clock));
      }
    }
    emissions = now;
    Set<ClientSettings> sources =
        flows.stream().map(FlowConfig::source).collect(Collectors.toSet());
    closeOthers(writers, sources);
  }

  private void bringFollowers(List<FlowConfig> flows) {
    Map<ClientSettings, List<FlowConfig>> byTarget =
        flows.stream().collect(Collectors.groupingBy(FlowConfig::target));
    closeOthers(followers, byTarget.keySet());
    byTarget.forEach(
        (target, targeted) -> {
          List<FlowHeartbeats> emitting =
              targeted.stream()
                  .filter(flow -> emissions.containsKey(flow.id()))
                  .map(flow -> emissions.get(flow.id()).heartbeats())
                  .toList();
          followers
              .computeIfAbsent(
                  target,
                  settings ->
                      new HeartbeatFollower(clients(settings, "follow"), paths, System::nanoTime))
              .follow(targeted, emitting);
        });
  }

  private static <C extends AutoCloseable> void closeOthers(
      Map<ClientSettings, C> open, Set<ClientSettings> wanted) {
    List<ClientSettings> others =
        open.keySet().stream().filter(each -> !wanted.contains(each)).toList();
    Closing.all(others.stream().map(open::remove).toList());
  }

  private KafkaClients clients(ClientSettings settings, String purpose) {
    String number = clients == 0 ? "" : "-" + clients;
    clients++;
    return new KafkaClients(settings, "chappe-heartbeat-" + purpose + number);
  }

  Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>();
    Map<FlowId, HeartbeatEmission> now = emissions;
    Map<HeartbeatPath, Long> ages = paths.agesMs();
    now.forEach(
        (id, each) -> {
          Map<HeartbeatPath, Long> own = new LinkedHashMap<>(ages);
          own.keySet().removeIf(path -> path.hops() == 1 || !toldBy(path, now).equals(id));
          statuses.put(id, each.heartbeats().status(own));
        });
    return statuses;
  }

  /** A path is told of where it begins, or where it ends if its beginning is another's business. */
  private static FlowId toldBy(HeartbeatPath path, Map<FlowId, HeartbeatEmission> emissions) {
    return emissions.containsKey(path.origin()) ? path.origin() : path.last();
  }

  private Duration turn() {
    watched.tick();
    bringToWanted();
    Throwable failure = null;
    for (HeartbeatEmission each : emissions.values()) {
      failure = attempt(each::turn, failure);
    }
    for (HeartbeatFollower each : followers.values()) {
      failure = attempt(each::poll, failure);
    }
    for (HeartbeatEmission each : emissions.values()) {
      failure = attempt(() -> each.heartbeats().judge(), failure);
    }
    if (failure != null) {
      throw new TurnFailedException(failure);
    }
    return TURN;
  }

  /** One flow's trouble takes no other flow's turn. */
  private static Throwable attempt(Runnable part, Throwable failure) {
    try {
      part.run();
      return failure;
    } catch (RuntimeException | Error e) {
      return failure == null ? e : failure;
    }
  }

  private static final class TurnFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TurnFailedException(Throwable cause) {
      super(cause);
    }
  }

  /** What went wrong is not known to be one flow's alone, so all flows tell of it. */
  private final class TurnTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      Throwable cause = thrown instanceof TurnFailedException ? thrown.getCause() : thrown;
      emissions.values().forEach(each -> each.heartbeats().turnFailed(cause));
    }

    @Override
    public void over() {
      emissions.values().forEach(each -> each.heartbeats().turns());
    }
  }

  private void closeAll() {
    List<AutoCloseable> open = new ArrayList<>(emissions.values());
    open.addAll(followers.values());
    Closes.inOrder(
        "heartbeats",
        List.of(() -> Closing.all(open), () -> Closing.all(List.copyOf(writers.values())), paths));
  }

  @Override
  public void close() {
    loop.end();
    loop.awaitEnd(CLOSE_LIMIT);
    watched.close();
  }
}
