package io.chappe.acceptance.versions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What is in topics of a cluster, written and read by public clients. */
final class Content {
  private static final int PARTITIONS = 2;

  private final ReleasedCluster cluster;
  private final Admin admin;

  Content(ReleasedCluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
  }

  /** Creates a topic of two partitions. */
  void create(String topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
  }

  /** Writes numbered records of two transactions, of which the first is aborted. */
  void write(String topic, int from, int count) {
    Map<String, Object> properties = new HashMap<>(cluster.client());
    properties.put("transactional.id", "writer-of-" + topic);
    properties.put("compression.type", "zstd");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, topic, "aborted-", from, 10);
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, topic, "", from, count);
      producer.commitTransaction();
    }
  }

  private static void send(
      KafkaProducer<String, String> producer, String topic, String prefix, int from, int count) {
    for (int number = from; number < from + count; number++) {
      producer.send(
          new ProducerRecord<>(topic, number % PARTITIONS, "key-" + number, prefix + number));
    }
    producer.flush();
  }

  /** The committed records of a partition, in order; none while there is no such topic. */
  List<ConsumerRecord<String, String>> read(String topic, int partition) {
    Map<String, Object> properties = new HashMap<>(cluster.client());
    properties.put("isolation.level", "read_committed");
    properties.put("allow.auto.create.topics", "false");
    TopicPartition wanted = new TopicPartition(topic, partition);
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      if (!consumer.listTopics().containsKey(topic)) {
        return found;
      }
      consumer.assign(List.of(wanted));
      consumer.seekToBeginning(List.of(wanted));
      long end = consumer.endOffsets(List.of(wanted)).get(wanted);
      while (consumer.position(wanted) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }

  /** The values of both partitions, one after the other. */
  List<String> values(String topic) {
    List<String> values = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      read(topic, partition).forEach(each -> values.add(each.value()));
    }
    return values;
  }

  /** Has a group without members commit an offset of partition 0. */
  void commit(String group, String topic, long offset)
      throws ExecutionException, InterruptedException {
    admin
        .alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  /** The record that a group reads next of partition 0, if it has committed. */
  Optional<String> next(String group, String topic)
      throws ExecutionException, InterruptedException {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topic, 0));
    return committed == null
        ? Optional.empty()
        : read(topic, 0).stream()
            .filter(each -> each.offset() >= committed.offset())
            .findFirst()
            .map(ConsumerRecord::value);
  }
}
