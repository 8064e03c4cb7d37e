package io.chappe.clients;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a small topic from its beginning and goes on with it: after each {@link #readToEnd} the
 * caller has seen every record that was in the topic when it was called. For one thread.
 *
 * <p>After an exception the follower is of no more use: close it, forget what it gave, and begin
 * anew. One of them is {@link TopicCreatedAgainException}: a topic of the same name may have more
 * records by then than were read of the one before, so no offset tells.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(15);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  /** How often to ask which topic it is while nothing comes. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** How often while records come; nobody deletes and fills a topic faster. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Runnable tick;
  private final TopicIdentity identity;
  private final Duration patience;
  private String topicId = "";
  private long askedAt;

  private TopicFollower(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      TopicIdentity identity,
      Duration patience,
      Runnable tick) {
    this.consumer = consumer;
    this.partitions = partitions;
    this.identity = identity;
    this.patience = patience;
    this.tick = tick;
  }

  /**
   * Opens a follower of all partitions of a topic.
   *
   * @param tick called after each wait, to show that the thread is alive
   * @return empty if there is no such topic
   */
  public static Optional<TopicFollower> open(KafkaClients clients, String topic, Runnable tick) {
    return open(clients, topic, tick, "read_uncommitted", PATIENCE);
  }

  /**
   * The same for a topic that is written in transactions: gives what is committed, and asks each
   * time which topic it is from.
   */
  public static Optional<TopicFollower> openCommitted(
      KafkaClients clients, String topic, Runnable tick) {
    return open(clients, topic, tick, "read_committed", Duration.ZERO);
  }

  private static Optional<TopicFollower> open(
      KafkaClients clients, String topic, Runnable tick, String isolation, Duration patience) {
    Consumer<byte[], byte[]> consumer =
        clients.consumer(
            Map.of(
                // An offset that isn't there means another topic of the same name.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation));
    TopicIdentity identity = new TopicIdentity(clients, topic);
    try {
      List<TopicPartition> partitions = partitions(consumer, topic);
      tick.run();
      if (partitions.isEmpty()) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        return Optional.empty();
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      TopicFollower opened = new TopicFollower(consumer, partitions, identity, patience, tick);
      opened.identify();
      return Optional.of(opened);
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      identity.close();
      throw e;
    }
  }

  private void identify() {
    topicId = identity.ask();
    askedAt = System.nanoTime();
    tick.run();
  }

  /** The id of the topic that is read; empty if the brokers are too old to tell. */
  public String topicId() {
    return topicId;
  }

  private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /**
   * Gives all records that came since the last call, up to the end as it is now.
   *
   * @throws TimeoutException if nothing came for long though the end was not reached
   * @throws TopicCreatedAgainException if what came is of another topic, or may be
   */
  public void readToEnd(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long lastProgress = System.nanoTime();
    boolean any = false;
    while (!isAtEnd(ends)) {
      var received = consumer.poll(POLL);
      tick.run();
      if (!received.isEmpty()) {
        lastProgress = System.nanoTime();
        any = true;
      } else if (System.nanoTime() - lastProgress > STANDSTILL_LIMIT.toNanos()) {
        throw new TimeoutException("no records of " + partitions.getFirst().topic());
      }
      received.forEach(taker);
    }
    if (System.nanoTime() - askedAt >= (any ? patience : LOOK).toNanos()) {
      String known = topicId;
      identify();
      if (!topicId.equals(known)) {
        throw new TopicCreatedAgainException(partitions.getFirst().topic());
      }
    }
  }

  /** Whether there is more than was given, that a transaction that is open holds back. */
  public boolean isBehind() {
    return !isAtEnd(identity.ends());
  }

  private boolean isAtEnd(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    identity.close();
  }
}
