package io.chappe.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records to a {@link TestCluster} and reads all that is in a topic. */
public final class Records {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private Records() {}

  /** A producer of bytes with acks=all; {@code overrides} come last. To be closed. */
  public static Producer<byte[], byte[]> producer(
      TestCluster cluster, Map<String, Object> overrides) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("acks", "all");
    properties.putAll(overrides);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Produces {@code count} generated records, spread over all partitions by key, and waits for all
   * acknowledgements.
   */
  public static void produce(TestCluster cluster, String topic, CompressionType codec, int count) {
    try (Producer<byte[], byte[]> producer =
        producer(cluster, Map.of("compression.type", codec.name, "linger.ms", 5))) {
      send(producer, generate(topic, 0, count));
    }
  }

  /** Sends the records and waits for all acknowledgements; ends with the first that fails. */
  public static void send(
      Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<?>> acknowledgements = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> each : records) {
      Future<?> acknowledgement = producer.send(each);
      acknowledgements.add(acknowledgement);
      if (acknowledgement.isDone()) {
        // Without its broker each record would fail by itself, after max.block.ms.
        await(acknowledgement);
      }
    }
    producer.flush();
    for (Future<?> acknowledgement : acknowledgements) {
      await(acknowledgement);
    }
  }

  /**
   * Records number {@code from} up to {@code from + count - 1}, the same in every run: with keys,
   * values of 20 to some 400 bytes, two headers and rising timestamps of the recent past.
   */
  public static List<ProducerRecord<byte[], byte[]>> generate(String topic, int from, int count) {
    long start = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    return IntStream.range(from, from + count)
        .mapToObj(number -> generateOne(topic, number, start + number))
        .toList();
  }

  /** All records that are in the topic now, by partition, then offset; aborted ones too. */
  public static List<ReceivedRecord> readAll(TestCluster cluster, String topic) {
    return readAll(cluster, topic, false);
  }

  /**
   * All records that are in the topic now, by partition, then offset.
   *
   * @param committedOnly whether to leave out records of transactions that are aborted or open
   */
  public static List<ReceivedRecord> readAll(
      TestCluster cluster, String topic, boolean committedOnly) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
    properties.put("auto.offset.reset", "earliest");
    properties.put("allow.auto.create.topics", false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return readToTheEnd(consumer, topic);
    }
  }

  private static List<ReceivedRecord> readToTheEnd(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ReceivedRecord> received = new ArrayList<>();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the end " + ends + " was not reached in " + TIMEOUT);
      }
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        if (each.offset() < ends.get(new TopicPartition(topic, each.partition()))) {
          received.add(ReceivedRecord.of(each));
        }
      }
    }
    received.sort(
        Comparator.comparingInt(ReceivedRecord::partition)
            .thenComparingLong(ReceivedRecord::offset));
    return received;
  }

  private static ProducerRecord<byte[], byte[]> generateOne(
      String topic, int number, long timestamp) {
    Random random = new Random(number);
    StringBuilder value = new StringBuilder("{\"number\":").append(number).append(",\"items\":[");
    for (int i = random.nextInt(20); i >= 0; i--) {
      value.append("\"article-").append(random.nextInt(10_000)).append("\",");
    }
    value.setCharAt(value.length() - 1, ']');
    ProducerRecord<byte[], byte[]> result =
        new ProducerRecord<>(
            topic,
            null,
            timestamp,
            bytes("key-" + random.nextInt(1_000)),
            bytes(value.append('}').toString()));
    result.headers().add("number", bytes(Integer.toString(number))).add("empty", new byte[0]);
    return result;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void await(Future<?> acknowledgement) {
    try {
      acknowledgement.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a record was not acknowledged", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
