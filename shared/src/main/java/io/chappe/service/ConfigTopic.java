package io.chappe.service;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.control.TopicReading;
import io.chappe.control.WrittenBy;
import io.chappe.naming.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads {@code chappe.config.internal} on the thread {@code chappe-config-topic}. What it gives was
 * read from one topic for sure; a topic that was created again is given as a whole.
 */
final class ConfigTopic implements AutoCloseable {
  private final TopicWatch watch;

  /** Brokers that have just started may not know the topic yet. */
  private static final int MISSED_FOR_SURE = 5;

  private final CountDownLatch known = new CountDownLatch(1);
  private final AtomicInteger missed = new AtomicInteger();

  /**
   * @param taker is given what is read, first all that there is; on this object's thread
   */
  ConfigTopic(KafkaClients home, Consumer<TopicReading> taker) {
    this.watch =
        TopicWatch.ofCommitted(
            home,
            HomeTopics.CONFIG,
            "chappe-config-topic",
            new Taker(taker, this::caughtUp, this::missed));
  }

  /** Starts the thread; once. */
  void start() {
    watch.start();
  }

  /**
   * Waits until all that the topic holds was given, or there is no topic for some looks.
   *
   * @return whether that is so
   */
  boolean awaitKnown(Duration limit) throws InterruptedException {
    return known.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void caughtUp() {
    missed.set(0);
    known.countDown();
  }

  private void missed() {
    if (missed.incrementAndGet() >= MISSED_FOR_SURE) {
      known.countDown();
    }
  }

  /** Whether a broker says that there is no such topic: then it is to be created. */
  boolean seemsMissing() {
    return missed.get() > 0;
  }

  /** Whether a broker says that for some looks: then it was deleted, if it was there. */
  boolean isGone() {
    return missed.get() >= MISSED_FOR_SURE;
  }

  /** Looks again now: the topic was created. */
  void refresh() {
    watch.refresh();
  }

  boolean isKnown() {
    return known.getCount() == 0;
  }

  /** Why it can't be read now, if so. */
  Optional<String> problem() {
    return watch.problem();
  }

  @Override
  public void close() {
    watch.close();
  }

  /** Holds back what is read until it is sure which topic it is from. */
  static final class Taker implements TopicWatch.Listener {
    private final Consumer<TopicReading> taker;
    private final Runnable known;
    private final Runnable missed;
    private final Map<String, TopicReading.Entry> newest = new LinkedHashMap<>();
    private String topicId = "";
    private boolean complete;

    Taker(Consumer<TopicReading> taker, Runnable known, Runnable missed) {
      this.taker = taker;
      this.known = known;
      this.missed = missed;
    }

    @Override
    public void begin() {
      newest.clear();
      complete = true;
    }

    @Override
    public void reading(String id) {
      topicId = id;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> received, boolean fresh) {
      String key = text(received.key());
      newest.remove(key);
      newest.put(
          key,
          new TopicReading.Entry(
              received.offset(), key, text(received.value()), WrittenBy.of(received.headers())));
    }

    @Override
    public void caughtUp() {
      if (complete || !newest.isEmpty()) {
        taker.accept(new TopicReading(topicId, complete, List.copyOf(newest.values())));
        newest.clear();
        complete = false;
      }
      known.run();
    }

    @Override
    public void missing() {
      missed.run();
    }

    private static String text(byte[] bytes) {
      return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
