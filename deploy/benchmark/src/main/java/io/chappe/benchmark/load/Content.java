package io.chappe.benchmark.load;

import io.chappe.testing.TestCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a {@code read_committed} consumer finds in a topic.
 *
 * @param partitions by number
 * @param payloadBytes bytes of keys and values
 */
public record Content(Map<Integer, Sum> partitions, long payloadBytes) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * One partition.
   *
   * @param count of records
   * @param checksum of keys, values and timestamps, in order
   */
  public record Sum(long count, long checksum) {}

  /** The number of records in all partitions. */
  public long records() {
    return partitions.values().stream().mapToLong(Sum::count).sum();
  }

  /** Reads a topic to its end. */
  public static Content of(TestCluster cluster, String topic) {
    Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.poll.records", 10_000);
    properties.put("max.partition.fetch.bytes", 4 * 1024 * 1024);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return read(consumer, consumer.endOffsets(partitions));
    }
  }

  private static Content read(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Map<Integer, CRC32C> checksums = new TreeMap<>();
    Map<Integer, Long> counts = new TreeMap<>();
    ends.keySet().forEach(each -> checksums.put(each.partition(), new CRC32C()));
    ends.keySet().forEach(each -> counts.put(each.partition(), 0L));
    long bytes = 0;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the end " + ends + " was not reached in " + LIMIT);
      }
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        bytes += add(checksums.get(each.partition()), each);
        counts.merge(each.partition(), 1L, Long::sum);
      }
    }
    Map<Integer, Sum> sums = new TreeMap<>();
    counts.forEach(
        (number, count) -> sums.put(number, new Sum(count, checksums.get(number).getValue())));
    return new Content(sums, bytes);
  }

  private static long add(CRC32C checksum, ConsumerRecord<byte[], byte[]> each) {
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, each.timestamp()));
    checksum.update(each.key());
    checksum.update(each.value());
    return each.key().length + each.value().length;
  }
}
