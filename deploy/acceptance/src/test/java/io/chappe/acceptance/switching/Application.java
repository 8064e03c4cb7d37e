package io.chappe.acceptance.switching;

import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * An application like many: it reads with a consumer group, does something with each record, and
 * commits what it has done before it ends. It has no other memory of where it was.
 */
final class Application {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long LIMIT_NANOS = Duration.ofMinutes(3).toNanos();

  private final String group;
  private final List<String> topics;
  private final Map<TopicPartition, List<String>> processed = new HashMap<>();

  /**
   * @param group its consumer group
   * @param topics names on the source
   */
  Application(String group, List<String> topics) {
    this.group = group;
    this.topics = topics;
  }

  /** What was done with the records of each source partition, in order. */
  Map<TopicPartition, List<String>> processed() {
    return processed;
  }

  /**
   * Runs until some more records are processed, and ends there, wherever that is.
   *
   * @param prefix of the topics' names on that cluster
   * @param most how many
   * @param quiet ends also when there was nothing to read for so long
   * @return what is committed in the end
   */
  Map<TopicPartition, OffsetAndMetadata> run(
      TestCluster cluster, String prefix, int most, Duration quiet) {
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    UnaryOperator<String> local = topic -> prefix + topic;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings(cluster), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(topics.stream().map(local).toList());
      long begin = System.nanoTime();
      long last = begin;
      int count = 0;
      while (count < most && System.nanoTime() - last < quiet.toNanos()) {
        if (System.nanoTime() - begin > LIMIT_NANOS) {
          throw new AssertionError("only %d records in %s".formatted(count, cluster.name()));
        }
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          last = System.nanoTime();
          if (count++ == most) {
            break;
          }
          process(each, prefix);
          done.put(
              new TopicPartition(each.topic(), each.partition()),
              new OffsetAndMetadata(each.offset() + 1));
        }
        if (consumer.assignment().isEmpty()) {
          last = System.nanoTime();
        }
      }
      consumer.commitSync(done);
    }
    return done;
  }

  private void process(ConsumerRecord<byte[], byte[]> received, String prefix) {
    String topic = received.topic().substring(prefix.length());
    processed
        .computeIfAbsent(
            new TopicPartition(topic, received.partition()), partition -> new ArrayList<>())
        .add(new String(received.value(), StandardCharsets.UTF_8));
  }

  private Map<String, Object> settings(TestCluster cluster) {
    Map<String, Object> settings = cluster.clientProperties();
    settings.put("group.id", group);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    settings.put("max.poll.records", 50);
    return settings;
  }
}
