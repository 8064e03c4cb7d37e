package io.chappe.acceptance.chaos;

import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes keys again and again, deletes most of them, and then is silent, so that a cleaner has the
 * time to remove the end of the log: again and again, until it is told to end.
 */
final class KeyedProducer implements Callable<Void> {
  // The last record of each partition, which nothing removes.
  private static final String LAST_KEY = "last";

  private static final int KEYS = 20;
  private static final int LARGEST_CHAPTER = 60;
  private static final double DELETED_SHARE = 0.8;
  private static final int SHORTEST_SILENCE_MS = 2_000;
  private static final int LONGEST_SILENCE_MS = 9_000;
  private static final int LOOK_MS = 100;

  private final TestCluster cluster;
  private final List<TopicPartition> partitions;
  private final Random random;
  private final AtomicBoolean ended;
  private final EventLog events;
  private final Map<TopicPartition, Long> numbers = new HashMap<>();
  private final AtomicBoolean refused = new AtomicBoolean();
  private Producer<byte[], byte[]> producer;

  KeyedProducer(
      TestCluster cluster,
      List<TopicPartition> partitions,
      long seed,
      AtomicBoolean ended,
      EventLog events) {
    this.cluster = cluster;
    this.partitions = partitions;
    this.random = new Random(seed);
    this.ended = ended;
    this.events = events;
  }

  @Override
  public Void call() throws InterruptedException {
    while (!ended.get()) {
      write(() -> partitions.forEach(this::chapter));
      int looks = random.nextInt(SHORTEST_SILENCE_MS, LONGEST_SILENCE_MS) / LOOK_MS;
      while (looks-- > 0 && !ended.get()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    }
    while (!write(() -> partitions.forEach(each -> send(each, LAST_KEY, false)))) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    close();
    return null;
  }

  private void chapter(TopicPartition partition) {
    for (int count = random.nextInt(KEYS, LARGEST_CHAPTER); count > 0; count--) {
      send(partition, "key-" + random.nextInt(KEYS), random.nextInt(10) == 0);
    }
    if (random.nextDouble() < DELETED_SHARE) {
      for (int key = 0; key < KEYS; key++) {
        send(partition, "key-" + key, true);
      }
    }
  }

  private void send(TopicPartition partition, String key, boolean tombstone) {
    long number = numbers.merge(partition, 1L, Long::sum) - 1;
    producer.send(
        new Keyed(key, number, tombstone).to(partition, random),
        (metadata, failure) -> refused.compareAndSet(false, failure != null));
  }

  /** Whether all was acknowledged. What is there in the end is for the source to say. */
  private boolean write(Runnable sending) {
    refused.set(false);
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
      }
      sending.run();
      producer.flush();
      return !refused.get();
    } catch (KafkaException brokersAway) {
      events.note("the producer of keys begins anew after " + brokersAway);
      close();
      return false;
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("acks", "all");
    // Several batches a chapter, so that some are left when others are cleaned away.
    properties.put("batch.size", 1_000);
    properties.put("request.timeout.ms", 10_000);
    return properties;
  }

  private void close() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }
}
