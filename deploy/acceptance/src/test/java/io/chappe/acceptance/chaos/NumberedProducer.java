package io.chappe.acceptance.chaos;

import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes numbered records in bursts until it is told to end; one that is transactional aborts some
 * of its transactions. What is committed in the end is for the source to say, not for this class.
 */
final class NumberedProducer implements Callable<Void> {
  private static final int LARGEST_BURST = 20;
  private static final int LONGEST_PAUSE_MS = 60;
  private static final int LARGEST_TRANSACTION = 8;
  private static final double ABORTED_SHARE = 0.25;

  private final TestCluster cluster;
  private final int id;
  private final List<TopicPartition> partitions;
  private final boolean transactional;
  private final Random random;
  private final AtomicBoolean ended;
  private final EventLog events;
  private final Map<TopicPartition, Long> numbers = new HashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private Producer<byte[], byte[]> producer;
  private long aborts;

  NumberedProducer(
      TestCluster cluster,
      int id,
      List<TopicPartition> partitions,
      boolean transactional,
      long seed,
      AtomicBoolean ended,
      EventLog events) {
    this.cluster = cluster;
    this.id = id;
    this.partitions = partitions;
    this.transactional = transactional;
    this.random = new Random(seed);
    this.ended = ended;
    this.events = events;
  }

  @Override
  public Void call() throws InterruptedException {
    while (!ended.get()) {
      try {
        if (producer == null) {
          open();
        }
        if (transactional) {
          transaction();
        } else {
          burst(false);
        }
      } catch (KafkaException brokersAway) {
        events.note("producer " + id + " begins anew after " + brokersAway);
        close();
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MS));
    }
    close();
    return null;
  }

  /** Records that the source has acknowledged, whatever became of their transactions. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Transactions that were aborted on purpose. To be asked after the end. */
  long aborts() {
    return aborts;
  }

  private void transaction() throws InterruptedException {
    boolean abort = random.nextDouble() < ABORTED_SHARE;
    producer.beginTransaction();
    for (int bursts = random.nextInt(1, LARGEST_TRANSACTION); bursts > 0; bursts--) {
      burst(abort);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MS));
    }
    if (abort) {
      // What is not sent yet would be dropped: then there would be nothing to leave out.
      producer.flush();
      producer.abortTransaction();
      aborts++;
    } else {
      producer.commitTransaction();
    }
  }

  private void burst(boolean abort) {
    TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
    for (int count = random.nextInt(1, LARGEST_BURST); count > 0; count--) {
      long number = numbers.merge(partition, 1L, Long::sum) - 1;
      producer.send(
          new Numbered(id, number, abort).to(partition, random),
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.incrementAndGet();
            }
          });
    }
  }

  private void open() {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("acks", "all");
    properties.put("linger.ms", random.nextInt(10));
    properties.put("compression.type", id % 2 == 0 ? "lz4" : "none");
    properties.put("max.block.ms", 60_000);
    properties.put("request.timeout.ms", 10_000);
    properties.put("delivery.timeout.ms", 120_000);
    if (transactional) {
      properties.put("transactional.id", "chaos-" + id);
      properties.put("transaction.timeout.ms", 30_000);
    }
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    if (transactional) {
      producer.initTransactions();
    }
  }

  private void close() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }
}
