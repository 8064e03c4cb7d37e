package io.chappe.heartbeat.view;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.control.LiveConfiguration;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.heartbeat.lag.LagObservers;
import io.chappe.heartbeat.view.GroupView.Groups;
import io.chappe.naming.FlowId;
import io.chappe.status.StatusReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Knows all that is to be shown, and from where. Closes what it has opened. Thread-safe. */
public final class Lookout implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final LiveConfiguration live;
  private final LagObservers lags;
  private final StatusReader status;
  private final RecordedChanges changes;
  private final GroupPositions groups = new GroupPositions(System::nanoTime);
  private final AtomicLong news = new AtomicLong();

  /**
   * @param live what this instance runs
   * @param home the home cluster
   * @param lags how far the flows are behind; the caller's to close
   */
  public Lookout(LiveConfiguration live, ClientSettings home, LagObservers lags) {
    this.live = live;
    this.lags = lags;
    this.status =
        new StatusReader(new KafkaClients(home, "chappe-page-status"), this::somethingCame);
    this.changes = new RecordedChanges(new KafkaClients(home, "chappe-page-changes"));
  }

  /** Starts to look; once. */
  public void start() {
    status.start();
    changes.start();
  }

  private void somethingCame() {
    news.incrementAndGet();
    groups.expire();
  }

  /** Another number than before if something has come since. */
  public long news() {
    return news.get();
  }

  /** All that is known now. Never asks a broker. */
  public Overview.Known known() {
    String topic = changes.topicId();
    return new Overview.Known(
        live.config(),
        live.applied(),
        status.instances().stream().map(each -> each.in(topic)).toList(),
        changes.changes(),
        lags.figures(),
        status.problem());
  }

  /** How far an enabled flow is behind, by what its source says. Never asks a broker. */
  public Optional<LagFigures> lag(FlowId flow) {
    return lags.figures(flow);
  }

  /** The picture of it. Never asks a broker. */
  public Overview overview() {
    return Overview.of(known(), Instant.now());
  }

  /**
   * The groups of a flow; waits some seconds for their first reading.
   *
   * @param text only those whose name has that in it
   */
  public Groups groups(FlowConfig flow, Optional<String> text) throws InterruptedException {
    FlowGroups found = groups.of(flow);
    found.await(PATIENCE);
    return found.groups(text);
  }

  /** One group with its positions; waits in the same way. */
  public Groups group(FlowConfig flow, String name) throws InterruptedException {
    FlowGroups found = groups.of(flow);
    found.await(PATIENCE);
    return found.group(name);
  }

  /** All at once: each may have to wait for a cluster that is away. */
  @Override
  public void close() {
    List<Thread> closing =
        Stream.<Runnable>of(status::close, changes::close, groups::close)
            .map(each -> Thread.ofVirtual().name("chappe-page-close").start(each))
            .toList();
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
