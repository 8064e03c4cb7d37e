package io.chappe.heartbeat.view;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.control.HomeTopics;
import io.chappe.control.LiveConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last records of {@code chappe.config.internal}, as far as compaction has left them. Owns the
 * thread {@code chappe-changes}.
 */
public final class ChangeLog implements AutoCloseable {
  private static final int MOST = 100;

  private final Deque<Change> changes = new ArrayDeque<>();
  private final TopicWatch watch;
  private volatile String topicId = "";

  public ChangeLog(KafkaClients home) {
    this.watch = TopicWatch.ofCommitted(home, HomeTopics.CONFIG, "chappe-changes", new Taker());
  }

  /** Starts the thread; once. */
  public void start() {
    watch.start();
  }

  /** The oldest first. From any thread. */
  public List<Change> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  /** Id of the topic that they are of; empty if nobody knows. */
  String topicId() {
    return topicId;
  }

  @Override
  public void close() {
    watch.close();
  }

  private final class Taker implements TopicWatch.Listener {
    @Override
    public void begin() {
      synchronized (changes) {
        changes.clear();
      }
    }

    @Override
    public void reading(String id) {
      topicId = id;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> received, boolean fresh) {
      if (received.key() == null) {
        return;
      }
      Change change =
          new Change(
              received.offset(),
              Instant.ofEpochMilli(received.timestamp()),
              LiveConfiguration.shownKey(new String(received.key(), StandardCharsets.UTF_8)),
              Optional.ofNullable(received.value())
                  .map(value -> new String(value, StandardCharsets.UTF_8)));
      synchronized (changes) {
        changes.addLast(change);
        if (changes.size() > MOST) {
          changes.removeFirst();
        }
      }
    }

    @Override
    public void caughtUp() {
      // Who asks is given what is there.
    }
  }
}
