package io.chappe.acceptance.compare;

import io.chappe.acceptance.compare.Groups.Reader;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.mirror.Checkpoint;

/** The newest checkpoints of one contender, read as they come. */
final class Checkpoints implements AutoCloseable {
  private final Contender contender;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Reader, Checkpoint> newest = new HashMap<>();

  Checkpoints(TestCluster target, Contender contender) {
    this.contender = contender;
    Map<String, Object> settings = target.clientProperties();
    settings.put("allow.auto.create.topics", false);
    settings.put("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The newest of each group and topic. */
  Map<Reader, Checkpoint> newest() {
    if (consumer.assignment().isEmpty()
        && consumer.listTopics().containsKey(contender.checkpointsTopic())) {
      consumer.assign(List.of(new TopicPartition(contender.checkpointsTopic(), 0)));
    }
    if (!consumer.assignment().isEmpty()) {
      consumer
          .poll(Duration.ofMillis(50))
          .forEach(
              each -> {
                if (each.value() != null && each.value().length > 0) {
                  take(Checkpoint.deserializeRecord(each));
                }
              });
    }
    return newest;
  }

  private void take(Checkpoint checkpoint) {
    String copy = checkpoint.topicPartition().topic();
    String topic = copy.substring(contender.alias().length() + 1);
    newest.put(new Reader(checkpoint.consumerGroupId(), topic), checkpoint);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
