package io.chappe.heartbeat;

import io.chappe.config.ChappeConfig;
import io.chappe.control.Progress;
import io.chappe.heartbeat.lag.LagObservers;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowService;
import io.chappe.service.LoopWatch;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Heartbeats and lag as a service: the loops with what the outside world gives them. */
@Singleton
public class HeartbeatService implements FlowService {
  private final ChappeConfig configuration;
  private final HeartbeatLoop loop;
  private final LagObservers lags;

  HeartbeatService(
      ChappeConfig configuration, MeterRegistry meters, LoopWatch loops, LagObservers lags) {
    this.configuration = configuration;
    this.loop = new HeartbeatLoop(configuration.flows(), meters, loops, InstantSource.system());
    this.lags = lags;
  }

  @Override
  public void start() {
    loop.start();
    lags.start(configuration.flows());
  }

  @Override
  public void apply(ChappeConfig next) {
    loop.apply(next.flows());
    lags.apply(next.flows());
  }

  @Override
  public Progress progress() {
    Progress ofLags = lags.progress();
    return new Progress(!loop.isAsWanted() || ofLags.underWay(), ofLags.failed());
  }

  @Override
  public Map<FlowId, FlowStatus> statuses() {
    Map<FlowId, FlowStatus> statuses = new LinkedHashMap<>(loop.statuses());
    lags.statuses().forEach((id, lag) -> statuses.merge(id, lag, HeartbeatService::together));
    return statuses;
  }

  /** What fails in one of two is what fails. */
  private static FlowStatus together(FlowStatus one, FlowStatus other) {
    List<FlowStatus> both = List.of(one, other);
    boolean degraded = both.stream().anyMatch(each -> is(each, FlowStatus.State.DEGRADED));
    boolean running = both.stream().anyMatch(each -> is(each, FlowStatus.State.RUNNING));
    Stream<FlowStatus> telling =
        both.stream().filter(each -> !degraded || is(each, FlowStatus.State.DEGRADED));
    Map<String, String> details = new TreeMap<>(one.details());
    details.putAll(other.details());
    Map<String, FailureWords> failures = new TreeMap<>(one.failures());
    failures.putAll(other.failures());
    return new FlowStatus(
        degraded
            ? FlowStatus.State.DEGRADED
            : running ? FlowStatus.State.RUNNING : FlowStatus.State.STARTING,
        telling
            .map(FlowStatus::lastError)
            .filter(error -> !error.isEmpty())
            .collect(Collectors.joining("; ")),
        failures,
        details);
  }

  private static boolean is(FlowStatus status, FlowStatus.State state) {
    return status.state() == state;
  }

  /** Side by side: each may have to wait for a cluster that is away. */
  @Override
  public void close() {
    Thread closing = Thread.ofVirtual().name("chappe-lags-close").start(lags::close);
    Closes.inOrder("heartbeats", List.of(loop, closing::join));
  }
}
