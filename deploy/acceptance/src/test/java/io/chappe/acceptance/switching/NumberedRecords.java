package io.chappe.acceptance.switching;

import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps writing numbered records into two topics of the source until it is told to end: into one as
 * they come, into the other in transactions, some of which are aborted. Holds a lock meanwhile, so
 * that a topic can be created again when nothing is under way.
 */
final class NumberedRecords implements Callable<Void> {
  private static final int LARGEST_BURST = 4;
  private static final int PAUSE_MS = 40;
  private static final double ABORTED_SHARE = 0.3;
  // A producer that asks for a topic would have the broker create it, just when it was deleted.
  private static final Map<String, Object> SELDOM_ASKING = Map.of("metadata.max.age.ms", 3_600_000);

  private final TestCluster source;
  private final String plain;
  private final String transactional;
  private final int partitions;
  private final Random random;
  private final Lock writing;
  private final AtomicBoolean ended;
  private final Map<TopicPartition, Long> numbers = new HashMap<>();

  NumberedRecords(
      TestCluster source,
      String plain,
      String transactional,
      int partitions,
      long seed,
      Lock writing,
      AtomicBoolean ended) {
    this.source = source;
    this.plain = plain;
    this.transactional = transactional;
    this.partitions = partitions;
    this.random = new Random(seed);
    this.writing = writing;
    this.ended = ended;
  }

  @Override
  public Void call() throws InterruptedException {
    try (Producer<byte[], byte[]> simple = Records.producer(source, SELDOM_ASKING);
        Producer<byte[], byte[]> inTransactions =
            Records.producer(source, transactionalSettings())) {
      inTransactions.initTransactions();
      while (!ended.get()) {
        writing.lock();
        try {
          send(simple, plain);
          simple.flush();
          inTransactions.beginTransaction();
          send(inTransactions, transactional);
          if (random.nextDouble() < ABORTED_SHARE) {
            inTransactions.abortTransaction();
          } else {
            inTransactions.commitTransaction();
          }
        } finally {
          writing.unlock();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MS));
      }
      return null;
    }
  }

  private Map<String, Object> transactionalSettings() {
    Map<String, Object> settings = new HashMap<>(SELDOM_ASKING);
    settings.put("transactional.id", transactional);
    return settings;
  }

  private void send(Producer<byte[], byte[]> producer, String topic) {
    TopicPartition partition = new TopicPartition(topic, random.nextInt(partitions));
    for (int count = random.nextInt(1, LARGEST_BURST + 1); count > 0; count--) {
      String value = partition + "#" + numbers.merge(partition, 1L, Long::sum);
      producer.send(
          new ProducerRecord<>(
              topic, partition.partition(), null, value.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
