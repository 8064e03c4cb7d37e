package io.chappe.status;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.control.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code chappe.status.internal} of the home cluster from its beginning. Owns one thread,
 * {@code chappe-status-reader}, and a consumer without a group; a cluster that is away is tried
 * again for ever.
 */
public final class StatusReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StatusReader.class);
  private static final Duration TURN = Duration.ofMillis(300);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final KafkaClients home;
  private final Runnable listener;
  private final StatusView view = new StatusView();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private TopicFollower follower;
  private boolean replayed;
  private volatile boolean changed;
  private volatile Optional<String> problem = Optional.of("not read yet");

  /**
   * @param home the home cluster
   * @param listener called on the reader's thread when something has come; must not block
   */
  public StatusReader(KafkaClients home, Runnable listener) {
    this.home = home;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("chappe-status-reader").unstarted(this::run);
  }

  /** Starts the thread; once. */
  public void start() {
    thread.start();
  }

  /** The instances that are there now. From any thread. */
  public List<InstanceStatus> instances() {
    return view.live(Instant.now());
  }

  /** Why the topic can't be read now, if so: then {@link #instances} is as old as that. */
  public Optional<String> problem() {
    return problem;
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = turn();
      }
    } catch (InterruptedException e) {
      LOGGER.debug("status reader interrupted");
    } finally {
      Thread.interrupted();
      closeFollower();
    }
  }

  private Duration turn() {
    try {
      if (follower == null) {
        Optional<TopicFollower> opened = TopicFollower.open(home, HomeTopics.STATUS, () -> {});
        if (opened.isEmpty()) {
          problem = Optional.of("there is no topic " + HomeTopics.STATUS + " yet");
          return AFTER_FAILURE;
        }
        follower = opened.get();
        replayed = false;
      }
      changed = false;
      follower.readToEnd(this::take);
      replayed = true;
      problem = Optional.empty();
      if (changed) {
        listener.run();
      }
      return TURN;
    } catch (KafkaException e) {
      if (problem.isEmpty()) {
        LOGGER.warn("status can't be read, will retry: reason={}", e.getMessage());
      }
      problem = Optional.of(String.valueOf(e.getMessage()));
      closeFollower();
      return AFTER_FAILURE;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> received) {
    if (received.key() == null) {
      return;
    }
    changed = true;
    view.accept(
        new String(received.key(), StandardCharsets.UTF_8),
        received.value() == null ? null : new String(received.value(), StandardCharsets.UTF_8),
        replayed ? Instant.now() : Instant.ofEpochMilli(received.timestamp()));
  }

  private void closeFollower() {
    if (follower != null) {
      follower.close();
      follower = null;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
