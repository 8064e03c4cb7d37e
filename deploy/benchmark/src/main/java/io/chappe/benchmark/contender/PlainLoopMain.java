package io.chappe.benchmark.contender;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The process of {@link PlainLoop}. */
final class PlainLoopMain {
  private PlainLoopMain() {}

  public static void main(String[] arguments) throws ExecutionException, InterruptedException {
    List<String> given = List.of(arguments);
    String remote = given.get(3);
    int partitions = Integer.parseInt(given.get(4));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", given.get(1)))) {
      NewTopic topic = new NewTopic(remote, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
    Map<String, Object> consumerSettings =
        Map.of(
            "bootstrap.servers",
            given.get(0),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "max.poll.records",
            5_000,
            "max.partition.fetch.bytes",
            4 * 1024 * 1024);
    Map<String, Object> producerSettings =
        Map.of(
            "bootstrap.servers", given.get(1),
            "compression.type", given.get(5),
            "batch.size", given.get(6),
            "linger.ms", given.get(7),
            "buffer.memory", 64L * 1024 * 1024);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                producerSettings, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.assign(
          IntStream.range(0, partitions)
              .mapToObj(number -> new TopicPartition(given.get(2), number))
              .toList());
      copy(consumer, producer, remote);
    }
  }

  private static void copy(
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer,
      String remote) {
    while (true) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
        producer.send(
            new ProducerRecord<>(
                remote,
                each.partition(),
                each.timestamp(),
                each.key(),
                each.value(),
                each.headers()));
      }
    }
  }
}
