package io.chappe.demo.data;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer group of one, that reads topics by a pattern and commits what it has read. */
public final class Reader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Pattern topics;
  private final Consumer<ConsumerRecord<byte[], byte[]>> use;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param bootstrapServers the cluster
   * @param group its group
   * @param topics whole names of the topics
   * @param use gets each record, in the reader's thread
   */
  public Reader(
      String bootstrapServers,
      String group,
      Pattern topics,
      Consumer<ConsumerRecord<byte[], byte[]>> use) {
    this.topics = topics;
    this.use = use;
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG,
            1000,
            ConsumerConfig.METADATA_MAX_AGE_CONFIG,
            1000,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    thread = new Thread(this::run, "reader-" + group);
  }

  /** Begins to read, in a thread of its own. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops reading and leaves the group. */
  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(topics);
      while (!closing) {
        consumer.poll(POLL).forEach(use);
      }
    } catch (WakeupException closed) {
      // The way out of a poll.
      return;
    }
  }
}
