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
 * there yet, is tried again. Owns one thread, and a consumer without a group.
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
     * A record has come.
     *
     * @param fresh whether it came just now, and wasn't there before the reading began
     */
    void take(ConsumerRecord<byte[], byte[]> received, boolean fresh);

    /** All that is there has been given. */
    void caughtUp();
  }

  private final KafkaClients clients;
  private final String topic;
  private final Listener listener;
  private final ServiceLoop loop;
  private TopicFollower follower;
  private boolean fresh;
  private volatile Optional<String> problem = Optional.of("not read yet");

  /**
   * @param threadName of the thread
   */
  public TopicWatch(KafkaClients clients, String topic, String threadName, Listener listener) {
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

  /** Why the topic can't be read now, if so: what was given is as old as that. */
  public Optional<String> problem() {
    return problem;
  }

  private Duration turn() {
    if (follower == null) {
      Optional<TopicFollower> opened = TopicFollower.open(clients, topic, () -> {});
      if (opened.isEmpty()) {
        problem = Optional.of("there is no topic " + topic + " yet");
        return AFTER_FAILURE;
      }
      follower = opened.get();
      fresh = false;
      listener.begin();
    }
    follower.readToEnd(received -> listener.take(received, fresh));
    fresh = true;
    problem = Optional.empty();
    listener.caughtUp();
    return TURN;
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
