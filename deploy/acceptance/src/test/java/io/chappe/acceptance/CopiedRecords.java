package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees at once what comes into a topic that need not be there yet. */
public final class CopiedRecords implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private long count;

  public CopiedRecords(TestCluster cluster, String topic, int partitions) {
    this.topic = topic;
    Map<String, Object> settings = cluster.clientProperties();
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", "false");
    // It is to be seen when it is there, not when a pause is over.
    settings.put("retry.backoff.ms", "10");
    settings.put("retry.backoff.max.ms", "10");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, partitions).mapToObj(each -> new TopicPartition(topic, each)).toList());
  }

  /** Waits until so many have come since the topic's beginning. */
  public void await(long wanted, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (count < wanted) {
      count += consumer.poll(POLL).count();
      if (System.nanoTime() > deadline) {
        throw new AssertionError(count + " records in " + topic + " after " + limit);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
