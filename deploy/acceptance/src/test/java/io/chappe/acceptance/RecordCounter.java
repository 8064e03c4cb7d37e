package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the records of a topic as they arrive, in partitions that arrive meanwhile too. */
final class RecordCounter implements AutoCloseable {
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private long count;

  RecordCounter(TestCluster cluster, String topic) {
    this.topic = topic;
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("allow.auto.create.topics", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("metadata.max.age.ms", 500);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Waits for records, at most as long as given. */
  void poll(Duration limit) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.size() > consumer.assignment().size()) {
      consumer.assign(partitions);
    }
    count += consumer.poll(limit).count();
  }

  /** How many there were so far. */
  long count() {
    return count;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
