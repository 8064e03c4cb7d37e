package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All records of a topic as consumers see them, apart from their offsets. */
final class TopicContent {
  private static final Duration POLL = Duration.ofMillis(200);

  /** A record's content; equal if the bytes, headers, timestamp and its type are. */
  record Content(
      ByteBuffer key,
      ByteBuffer value,
      List<Header> headers,
      long timestamp,
      TimestampType timestampType) {
    static Content of(ConsumerRecord<byte[], byte[]> received) {
      return new Content(
          wrap(received.key()),
          wrap(received.value()),
          List.of(received.headers().toArray()),
          received.timestamp(),
          received.timestampType());
    }

    private static ByteBuffer wrap(byte[] bytes) {
      return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
  }

  private TopicContent() {}

  /** Reads what is in each partition of the topic now. */
  static SortedMap<Integer, List<Content>> read(TestCluster cluster, String topic) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("allow.auto.create.topics", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      return read(consumer, partitions);
    }
  }

  private static SortedMap<Integer, List<Content>> read(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    SortedMap<Integer, List<Content>> contents = new TreeMap<>();
    partitions.forEach(partition -> contents.put(partition.partition(), new ArrayList<>()));
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        contents.get(each.partition()).add(Content.of(each));
      }
    }
    return contents;
  }
}
