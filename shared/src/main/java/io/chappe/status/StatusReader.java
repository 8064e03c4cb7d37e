package io.chappe.status;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.control.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows {@code chappe.status.internal} of the home cluster from its beginning, on the thread
 * {@code chappe-status-reader}; a cluster that is away is tried again for ever.
 */
public final class StatusReader implements AutoCloseable {
  private final StatusView view = new StatusView();
  private final TopicWatch watch;

  /**
   * @param home the home cluster
   * @param listener called on the reader's thread when something has come; must not block
   */
  public StatusReader(KafkaClients home, Runnable listener) {
    this.watch =
        new TopicWatch(home, HomeTopics.STATUS, "chappe-status-reader", new Taker(view, listener));
  }

  /** Starts the thread; once. */
  public void start() {
    watch.start();
  }

  /** The instances that are there now. From any thread. */
  public List<InstanceStatus> instances() {
    return view.live(Instant.now());
  }

  /** Why the topic can't be read now, if so: then {@link #instances} is as old as that. */
  public Optional<String> problem() {
    return watch.problem();
  }

  @Override
  public void close() {
    watch.close();
  }

  private static final class Taker implements TopicWatch.Listener {
    private final StatusView view;
    private final Runnable listener;
    private boolean changed;

    Taker(StatusView view, Runnable listener) {
      this.view = view;
      this.listener = listener;
    }

    @Override
    public void begin() {
      changed = false;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> received, boolean fresh) {
      if (received.key() == null) {
        return;
      }
      changed = true;
      view.accept(
          new String(received.key(), StandardCharsets.UTF_8),
          received.value() == null ? null : new String(received.value(), StandardCharsets.UTF_8),
          fresh ? Instant.now() : Instant.ofEpochMilli(received.timestamp()));
    }

    @Override
    public void caughtUp() {
      if (changed) {
        changed = false;
        listener.run();
      }
    }
  }
}
