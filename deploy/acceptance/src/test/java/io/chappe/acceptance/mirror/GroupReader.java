package io.chappe.acceptance.mirror;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** An application: reads topics as a member of a group, to where they end now, and commits. */
final class GroupReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

  private GroupReader() {}

  /** The records that the group had not read yet. */
  static List<ConsumerRecord<byte[], byte[]>> readOn(
      TestCluster cluster, String group, Collection<String> topics) {
    Map<String, Object> settings = cluster.clientProperties();
    settings.put("group.id", group);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.subscribe(topics);
      long deadline = System.nanoTime() + LIMIT_NANOS;
      while (!consumer.assignment().containsAll(partitions) || !isAtEnd(consumer, ends)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(group + " did not reach " + ends);
        }
        consumer.poll(POLL).forEach(read::add);
      }
      consumer.commitSync();
      return read;
    }
  }

  private static boolean isAtEnd(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
