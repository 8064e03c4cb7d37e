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
public final class RecordedChanges implements AutoCloseable {
  private static final int MOST = 100;

  private final Taker taker = new Taker();
  private final TopicWatch watch;

  public RecordedChanges(KafkaClients home) {
    this.watch = TopicWatch.ofCommitted(home, HomeTopics.CONFIG, "chappe-changes", taker);
  }

  /** Starts the thread; once. */
  public void start() {
    watch.start();
  }

  /** The oldest first. From any thread. */
  public List<Change> changes() {
    return taker.changes();
  }

  /** Id of the topic that they are of; empty if nobody knows. */
  String topicId() {
    return taker.topicId;
  }

  @Override
  public void close() {
    watch.close();
  }

  /** Kept by the thread of the watch. */
  static final class Taker implements TopicWatch.Listener {
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Map<String, Optional<String>> newest = new HashMap<>();
    private volatile String topicId = "";
    private long next;

    /**
     * Whether every offset since the topic began was seen, so that compaction took no record away.
     * The end of a transaction takes an offset too and looks the same; nothing that stands in a
     * record tells, since whoever may write to the topic may write that.
     */
    private boolean whole = true;

    List<Change> changes() {
      synchronized (changes) {
        return List.copyOf(changes);
      }
    }

    @Override
    public void begin() {
      newest.clear();
      next = 0;
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
      whole &= received.offset() == next;
      next = received.offset() + 1;
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
              before(key, fresh));
      newest.put(key, json);
      synchronized (changes) {
        changes.addLast(change);
        if (changes.size() > MOST) {
          changes.removeFirst();
        }
      }
    }

    /**
     * Compaction leaves the newest record of each key: a key without one, when all that was there
     * had been read, held nothing. Of a record that was there before, only a whole topic tells.
     */
    private Change.Before before(String key, boolean fresh) {
      Optional<String> known = newest.get(key);
      if (known != null) {
        return Change.Before.of(known);
      }
      return whole || fresh ? Change.Before.of(Optional.empty()) : Change.Before.UNKNOWN;
    }

    @Override
    public void caughtUp() {
      // Who asks is given what is there.
    }
  }
}
