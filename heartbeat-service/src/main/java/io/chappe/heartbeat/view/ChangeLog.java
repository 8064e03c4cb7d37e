package io.chappe.heartbeat.view;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.control.LiveConfiguration;
import io.chappe.control.WrittenBy;
import io.chappe.naming.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Kept by the thread of the watch. */
  private final class Taker implements TopicWatch.Listener {
    private final Map<String, Optional<String>> newest = new HashMap<>();
    private long next;
    private long nextAfterMarker;

    /** Whether every record since the topic began was seen, so that compaction took none away. */
    private boolean whole = true;

    @Override
    public void begin() {
      newest.clear();
      next = 0;
      nextAfterMarker = 0;
      whole = true;
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
      whole &= received.offset() == next || received.offset() == nextAfterMarker;
      next = received.offset() + 1;
      // The API writes in transactions, each of one record: the marker that ends it takes an
      // offset.
      boolean transactional = received.headers().lastHeader(WrittenBy.HEADER) != null;
      nextAfterMarker = transactional ? next + 1 : next;
      if (received.key() == null) {
        return;
      }
      String key = LiveConfiguration.shownKey(new String(received.key(), StandardCharsets.UTF_8));
      Optional<String> json =
          Optional.ofNullable(received.value())
              .map(value -> new String(value, StandardCharsets.UTF_8));
      Change change =
          new Change(
              received.offset(),
              Instant.ofEpochMilli(received.timestamp()),
              key,
              json,
              WrittenBy.of(received.headers()),
              before(key));
      newest.put(key, json);
      synchronized (changes) {
        changes.addLast(change);
        if (changes.size() > MOST) {
          changes.removeFirst();
        }
      }
    }

    private Change.Before before(String key) {
      Optional<String> known = newest.get(key);
      if (known != null) {
        return Change.Before.of(known);
      }
      return whole ? Change.Before.of(Optional.empty()) : Change.Before.UNKNOWN;
    }

    @Override
    public void caughtUp() {
      // Who asks is given what is there.
    }
  }
}
