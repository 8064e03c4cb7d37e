package io.chappe.status;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicWatch;
import io.chappe.naming.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows {@code chappe.status.internal} of the home cluster from its beginning, on the thread
 * {@code chappe-status-reader}; a cluster that is away is tried again for ever.
 */
public final class StatusReader implements AutoCloseable {
  /** Longer than a look at a topic that answers, and than a pause of the machine. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final StatusView view = new StatusView();
  private final TopicWatch watch;
  private final InstantSource clock;
  private volatile Optional<Instant> readAt = Optional.empty();

  /**
   * @param home the home cluster
   * @param listener called on the reader's thread when something has come; must not block
   */
  public StatusReader(KafkaClients home, Runnable listener) {
    this.clock = InstantSource.system();
    this.watch =
        new TopicWatch(home, HomeTopics.STATUS, "chappe-status-reader", new Taker(listener));
  }

  /** Starts the thread; once. */
  public void start() {
    watch.start();
  }

  /**
   * The instances that were there when the topic was last read to its end: nobody is said to be
   * gone because the home cluster is. From any thread.
   */
  public List<InstanceStatus> instances() {
    return readAt.map(view::live).orElse(List.of());
  }

  /** Why it isn't known which instances are there now, if so. */
  public Optional<String> problem() {
    Optional<Instant> read = readAt;
    if (read.isEmpty()) {
      return watch.problem();
    }
    return read.filter(at -> at.plus(SILENCE).isBefore(clock.instant()))
        .map(
            at ->
                watch.problem().map(why -> why + ", ").orElse("")
                    + "nothing since "
                    + at.truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public void close() {
    watch.close();
  }

  private final class Taker implements TopicWatch.Listener {
    private final Runnable listener;
    private boolean changed;

    Taker(Runnable listener) {
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
          fresh ? clock.instant() : Instant.ofEpochMilli(received.timestamp()));
    }

    @Override
    public void caughtUp() {
      Instant now = clock.instant();
      // Instances couldn't tell of themselves either.
      readAt
          .filter(before -> before.plus(SILENCE).isBefore(now))
          .ifPresent(before -> view.extend(before, now));
      readAt = Optional.of(now);
      if (changed) {
        changed = false;
        listener.run();
      }
    }
  }
}
