package io.chappe.acceptance.compare;

import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which record is at which offset of a copy. */
final class CopiedNumbers {
  private final TreeMap<Long, Long> byOffset = new TreeMap<>();

  CopiedNumbers(TestCluster target, String copy) {
    TopicPartition partition = new TopicPartition(copy, 0);
    Map<String, Object> settings = target.clientProperties();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(500))) {
          byOffset.put(
              each.offset(), Long.parseLong(new String(each.value(), StandardCharsets.UTF_8)));
        }
      }
    }
  }

  /** The number of the next record to read for one who stands at an offset. */
  long number(long offset) {
    Map.Entry<Long, Long> next = byOffset.ceilingEntry(offset);
    return next == null ? byOffset.lastEntry().getValue() + 1 : next.getValue();
  }

  long records() {
    return byOffset.size();
  }
}
