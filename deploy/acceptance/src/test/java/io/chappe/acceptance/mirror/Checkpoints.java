package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.TopicView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.mirror.Checkpoint;

/** The checkpoints topic as MM2's own class reads it. */
final class Checkpoints {
  private static final Duration POLL = Duration.ofMillis(200);

  private Checkpoints() {}

  /** All checkpoints that a flow has ever written, as far as they aren't compacted. */
  static List<Checkpoint> all(Mirror mirror) {
    String topic = mirror.sourceAlias() + ".checkpoints.internal";
    List<Checkpoint> checkpoints = new ArrayList<>();
    if (!new TopicView(mirror.target(), topic).exists()) {
      return checkpoints;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            mirror.target().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition only = new TopicPartition(topic, 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      while (consumer.position(only) < end) {
        consumer
            .poll(POLL)
            .forEach(received -> checkpoints.add(Checkpoint.deserializeRecord(received)));
      }
      return checkpoints;
    }
  }

  /** While a group goes forward on the source, its checkpoints never go back. */
  static void assertMonotonic(Mirror mirror) {
    Map<String, Checkpoint> newest = new HashMap<>();
    for (Checkpoint each : all(mirror)) {
      Checkpoint before = newest.put(each.consumerGroupId() + " " + each.topicPartition(), each);
      if (before != null && before.upstreamOffset() <= each.upstreamOffset()) {
        assertThat(each.downstreamOffset())
            .as("%s after %s", each, before)
            .isGreaterThanOrEqualTo(before.downstreamOffset());
      }
    }
  }
}
