package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of checkpoints, with all that was ever written to it. */
final class InMemoryTopic {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  /** What would follow the topic; it gets the records by {@link #replay}. */
  static EmittedCheckpoints follower() {
    return new EmittedCheckpoints(
        new KafkaClients(new ClientSettings("eu", Map.of(), Map.of(), Map.of()), "test"),
        "topic",
        () -> {});
  }

  CheckpointWriter writer() {
    return new CheckpointWriter(producer, "topic");
  }

  /** Gives the records from an index on, and returns the index to go on with. */
  int replay(EmittedCheckpoints follower, int from) {
    List<ProducerRecord<byte[], byte[]>> all = producer.history();
    for (ProducerRecord<byte[], byte[]> each : all.subList(from, all.size())) {
      follower.take(received(each));
    }
    return all.size();
  }

  private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
    return new ConsumerRecord<>(
        sent.topic(),
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }
}
