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
 * <p>After an exception the follower is of no more use: close it and begin anew, since the topic
 * may have been deleted and created again.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(15);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Runnable tick;

  private TopicFollower(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Runnable tick) {
    this.consumer = consumer;
    this.partitions = partitions;
    this.tick = tick;
  }

  /**
   * Opens a follower of all partitions of a topic.
   *
   * @param tick called after each wait, to show that the thread is alive
   * @return empty if there is no such topic
   */
  public static Optional<TopicFollower> open(KafkaClients clients, String topic, Runnable tick) {
    return open(clients, topic, tick, "read_uncommitted");
  }

  /** The same for a topic that is written in transactions: gives what is committed. */
  public static Optional<TopicFollower> openCommitted(
      KafkaClients clients, String topic, Runnable tick) {
    return open(clients, topic, tick, "read_committed");
  }

  private static Optional<TopicFollower> open(
      KafkaClients clients, String topic, Runnable tick, String isolation) {
    Consumer<byte[], byte[]> consumer =
        clients.consumer(
            Map.of(
                // An offset that isn't there means another topic of the same name.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation));
    try {
      List<TopicPartition> partitions = partitions(consumer, topic);
      tick.run();
      if (partitions.isEmpty()) {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        return Optional.empty();
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return Optional.of(new TopicFollower(consumer, partitions, tick));
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      throw e;
    }
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
   */
  public void readToEnd(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long lastProgress = System.nanoTime();
    while (!isAtEnd(ends)) {
      var received = consumer.poll(POLL);
      tick.run();
      if (!received.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > STANDSTILL_LIMIT.toNanos()) {
        throw new TimeoutException("no records of " + partitions.getFirst().topic());
      }
      received.forEach(taker);
    }
  }

  /** Whether there is more than was given, that it doesn't give now. */
  public boolean isBehind(Map<TopicPartition, Long> ends) {
    return !isAtEnd(ends);
  }

  private boolean isAtEnd(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }
}
