package io.chappe.clients;

import io.chappe.loop.ServiceLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a small topic from its beginning, for ever: a cluster that is away, or a topic that isn't
 * there yet, is tried again. A topic that was deleted and created again is another one, which is
 * read from its beginning too, however many records it has by then. Owns one thread, a consumer
 * without a group, and an admin client.
 */
public final class TopicWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration TURN = Duration.ofMillis(300);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** Called on the watch's thread; must not block. */
  public interface Listener {
    /** The topic is read from its beginning now, the first time or again. */
    void begin();

    /**
     * Called after each {@link #begin}.
     *
     * @param topicId of the topic that is read now; empty if the brokers are too old to tell
     */
    default void reading(String topicId) {}

    /** The cluster says that there is no such topic. */
    default void missing() {}

    /**
     * A record has come.
     *
     * @param fresh whether it came just now, and wasn't there before the reading began
     */
    void take(ConsumerRecord<byte[], byte[]> received, boolean fresh);

    /**
     * All that is there has been given, and all of it since {@link #begin} is of one topic. Not
     * called the first time while a transaction is open there.
     */
    void caughtUp();
  }

  private final KafkaClients clients;
  private final String topic;
  private final Listener listener;
  private final ServiceLoop loop;
  private final boolean committed;
  private TopicFollower follower;
  private boolean fresh;
  private volatile Optional<String> problem = Optional.of("not read yet");

  /**
   * @param threadName of the thread
   */
  public TopicWatch(KafkaClients clients, String topic, String threadName, Listener listener) {
    this(clients, topic, threadName, listener, false);
  }

  /** A watch that gives only what is committed. */
  public static TopicWatch ofCommitted(
      KafkaClients clients, String topic, String threadName, Listener listener) {
    return new TopicWatch(clients, topic, threadName, listener, true);
  }

  private TopicWatch(
      KafkaClients clients, String topic, String threadName, Listener listener, boolean committed) {
    this.committed = committed;
    this.clients = clients;
    this.topic = topic;
    this.listener = listener;
    this.loop =
        new ServiceLoop(
            Thread.ofPlatform().daemon().name(threadName),
            this::turn,
            new ReadingTrouble(),
            List.of(this::closeFollower));
  }

  /** Starts the thread; once. */
  public void start() {
    loop.start();
  }

  /** Looks now rather than after its pause. */
  public void refresh() {
    loop.wake();
  }

  /** Why the topic can't be read now, if so: what was given is as old as that. */
  public Optional<String> problem() {
    return problem;
  }

  private Duration turn() {
    if (follower == null && !opened()) {
      problem = Optional.of("there is no topic " + topic + " yet");
      listener.missing();
      return AFTER_FAILURE;
    }
    try {
      follower.readToEnd(received -> listener.take(received, fresh));
    } catch (TopicCreatedAgainException e) {
      LOGGER.warn("was created again, is read from its beginning: topic={}", topic);
      closeFollower();
      return Duration.ZERO;
    }
    if (committed && !fresh && follower.isBehind()) {
      problem = Optional.of("a transaction that is open holds back what " + topic + " holds");
      return TURN;
    }
    fresh = true;
    problem = Optional.empty();
    listener.caughtUp();
    return TURN;
  }

  private boolean opened() {
    Optional<TopicFollower> opened =
        committed
            ? TopicFollower.openCommitted(clients, topic, () -> {})
            : TopicFollower.open(clients, topic, () -> {});
    if (opened.isEmpty()) {
      return false;
    }
    follower = opened.get();
    fresh = false;
    listener.begin();
    listener.reading(follower.topicId());
    return true;
  }

  /** Whatever it was, the topic is read from its beginning again. */
  private final class ReadingTrouble implements ServiceLoop.Trouble {
    @Override
    public void failed(Throwable thrown) {
      Optional<String> before = problem;
      problem = Optional.of(String.valueOf(thrown.getMessage()));
      if (!(thrown instanceof KafkaException) && !problem.equals(before)) {
        LOGGER.error("unexpected, will retry: topic={}", topic, thrown);
      } else if (before.isEmpty()) {
        LOGGER.warn("can't be read, will retry: topic={} reason={}", topic, thrown.getMessage());
      }
      closeFollower();
    }

    @Override
    public void over() {
      LOGGER.info("can be read again: topic={}", topic);
    }
  }

  private void closeFollower() {
    TopicFollower closed = follower;
    follower = null;
    if (closed != null) {
      closed.close();
    }
  }

  /** Interrupts only what hangs: a consumer that is interrupted complains of it in the log. */
  @Override
  public void close() {
    loop.end();
    if (!loop.awaitEnd(PATIENCE)) {
      loop.interrupt();
      loop.awaitEnd(CLOSE_LIMIT);
    }
  }
}
