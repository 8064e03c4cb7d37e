package io.chappe.acceptance.chaos;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes a record that the target refuses for a while, since it is from the future, and others
 * behind it in batches of their own: those must not get to the target before it. One transaction
 * has them all seen at once, so that they are under way together.
 */
final class RefusedBursts implements AutoCloseable {
  /** How far ahead of their clocks the target's brokers take timestamps. */
  static final Duration ACCEPTED_AHEAD = Duration.ofSeconds(5);

  private static final Duration AGE = Duration.ofHours(1);
  // So large that replicators don't make one batch of it and of those behind it.
  private static final int UNMERGED = 6_000;
  private static final int LARGEST_OTHER = 400;
  private static final int LARGEST_BURST = 30;

  private final TestCluster cluster;
  private final int id;
  private final EventLog events;
  private final Map<TopicPartition, Long> numbers = new HashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private Producer<byte[], byte[]> producer;

  /**
   * @param id of the producer that writes it
   */
  RefusedBursts(TestCluster cluster, int id, EventLog events) {
    this.cluster = cluster;
    this.id = id;
    this.events = events;
  }

  /**
   * @param refusedFor how long the target refuses the first record; zero for a burst as any other
   */
  void send(TopicPartition partition, Duration refusedFor, Random random) {
    Duration ahead = refusedFor.isPositive() ? ACCEPTED_AHEAD.plus(refusedFor) : Duration.ZERO;
    write(partition, ahead, Duration.ZERO, random);
  }

  /**
   * Writes records as from a backlog. Brokers reckon a producer's silence from the timestamp of its
   * newest batch: they forget at once who writes old records, though it writes.
   */
  void sendOld(TopicPartition partition, Random random) {
    write(partition, AGE.negated(), AGE.negated(), random);
  }

  private void write(TopicPartition partition, Duration first, Duration others, Random random) {
    try {
      open();
      producer.beginTransaction();
      one(partition, first, UNMERGED, random);
      for (int count = random.nextInt(5, LARGEST_BURST); count > 0; count--) {
        one(partition, others, random.nextInt(LARGEST_OTHER), random);
      }
      producer.commitTransaction();
    } catch (KafkaException brokersAway) {
      events.note("producer " + id + " begins anew after " + brokersAway);
      close();
    }
  }

  /** Records that the source has acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  private void one(TopicPartition partition, Duration ahead, int size, Random random) {
    long timestamp = System.currentTimeMillis() + ahead.toMillis();
    long number = numbers.merge(partition, 1L, Long::sum) - 1;
    producer.send(
        new Numbered(id, number, false).to(partition, timestamp, size, random),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.incrementAndGet();
          }
        });
    producer.flush();
  }

  private void open() {
    if (producer == null) {
      Map<String, Object> properties = cluster.clientProperties();
      properties.put("acks", "all");
      properties.put("request.timeout.ms", 10_000);
      properties.put("transactional.id", "chaos-" + id);
      properties.put("transaction.timeout.ms", 30_000);
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }
}
