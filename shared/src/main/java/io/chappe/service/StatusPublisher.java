package io.chappe.service;

import io.chappe.control.LiveConfiguration;
import io.chappe.failure.Failure;
import io.chappe.naming.FlowId;
import io.chappe.status.AppliedConfiguration;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import io.chappe.status.InstanceStatus;
import io.chappe.status.StatusCodec;
import io.chappe.status.StatusKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how this instance does: every two seconds, or up to five if that is much work, and at
 * once when a flow's state or the configuration changes. For one thread.
 */
final class StatusPublisher {
  /** How often to look for changes. */
  static final Duration TURN = Duration.ofMillis(250);

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);

  /** Reports of thousands of partitions take at most half a percent of the time. */
  private static final int INTERVAL_OF_ITS_WORK = 200;

  private static final Logger LOGGER = LoggerFactory.getLogger(StatusPublisher.class);

  private record Signature(Map<FlowId, FlowStatus.State> states, AppliedConfiguration applied) {}

  private record Error(String text, Instant since) {}

  private final String service;
  private final String instance;
  private final String version;
  private final LiveConfiguration live;
  private final Supplier<Optional<FlowService>> running;
  private final BiFunction<String, String, CompletableFuture<Void>> channel;
  private final Set<StatusKey> published = new HashSet<>();
  private final Map<FlowId, Error> errors = new HashMap<>();
  private final AtomicBoolean failing = new AtomicBoolean();
  private Signature before;
  private long publishedAt;
  private Duration interval = SHORTEST_INTERVAL;

  /**
   * @param instance unique among the instances of the service
   * @param channel takes key and value, null for a tombstone
   */
  StatusPublisher(
      String service,
      String instance,
      String version,
      LiveConfiguration live,
      Supplier<Optional<FlowService>> running,
      BiFunction<String, String, CompletableFuture<Void>> channel) {
    this.service = service;
    this.instance = instance;
    this.version = version;
    this.live = live;
    this.running = running;
    this.channel = channel;
  }

  void publishIfDue() {
    running.get().ifPresent(this::publishIfDue);
  }

  private void publishIfDue(FlowService flows) {
    Signature now = new Signature(flows.states(), live.applied());
    boolean due = System.nanoTime() - publishedAt >= interval.toNanos();
    if (before == null || due || !now.equals(before)) {
      before = now;
      publishedAt = System.nanoTime();
      Map<FlowId, FlowReport> reports = flows.reports();
      interval = intervalAfter(Duration.ofNanos(System.nanoTime() - publishedAt));
      publish(reports);
    }
  }

  /** The time from one publication to the next, by how long it takes to make the reports. */
  static Duration intervalAfter(Duration work) {
    Duration wanted = work.multipliedBy(INTERVAL_OF_ITS_WORK);
    if (wanted.compareTo(SHORTEST_INTERVAL) < 0) {
      return SHORTEST_INTERVAL;
    }
    return wanted.compareTo(LONGEST_INTERVAL) < 0 ? wanted : LONGEST_INTERVAL;
  }

  private void publish(Map<FlowId, FlowReport> reports) {
    Set<StatusKey> gone = new HashSet<>(published);
    reports.forEach(
        (flow, report) -> {
          StatusKey key = new StatusKey(service, instance, Optional.of(flow));
          gone.remove(key);
          published.add(key);
          send(key, StatusCodec.write(report.since(errorSince(flow, report))));
        });
    StatusKey whole = new StatusKey(service, instance, Optional.empty());
    gone.remove(whole);
    published.add(whole);
    InstanceStatus status =
        new InstanceStatus(
            service, instance, version, Instant.now(), interval, live.applied(), Map.of());
    send(whole, StatusCodec.write(status));
    gone.forEach(key -> send(key, null));
    published.removeAll(gone);
  }

  private void send(StatusKey key, String json) {
    channel.apply(key.toString(), json).whenComplete((done, failure) -> note(failure));
  }

  /** Whether what was published last has failed. */
  boolean isFailing() {
    return failing.get();
  }

  /** One line when it begins to fail, one when it works again. */
  private void note(Throwable failure) {
    if (failing.compareAndSet(failure == null, failure != null)) {
      if (failure == null) {
        LOGGER.info("status is published again");
      } else {
        LOGGER.warn(
            "status can't be published, will retry: reason={} message=\"{}\"",
            Failure.of(failure).reason(),
            Failure.of(failure).message());
      }
    }
  }

  private Optional<Instant> errorSince(FlowId flow, FlowReport report) {
    if (report.lastError().isEmpty()) {
      return Optional.empty();
    }
    Error known = errors.get(flow);
    if (known == null || !known.text().equals(report.lastError())) {
      known = new Error(report.lastError(), Instant.now());
      errors.put(flow, known);
    }
    return Optional.of(known.since());
  }

  /** Removes what was published, and waits a little for the cluster to have it. */
  void bury(Duration limit) {
    CompletableFuture<?>[] sent =
        published.stream()
            .map(key -> channel.apply(key.toString(), null))
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(sent)
          .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      // The home cluster is away: who reads the status sees by its age that we are gone.
      return;
    }
  }
}
