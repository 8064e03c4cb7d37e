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
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps writing numbered records into two topics of the source until it is told to end: into one as
 * they come, into the other in transactions, some of which are aborted.
 */
final class NumberedRecords implements Callable<Void> {
  private static final int LARGEST_BURST = 4;
  private static final int PAUSE_MS = 40;
  private static final double ABORTED_SHARE = 0.3;

  private final TestCluster source;
  private final String plain;
  private final String transactional;
  private final int partitions;
  private final Random random;
  private final AtomicBoolean ended;
  private final Map<TopicPartition, Long> numbers = new HashMap<>();

  NumberedRecords(
      TestCluster source,
      String plain,
      String transactional,
      int partitions,
      long seed,
      AtomicBoolean ended) {
    this.source = source;
    this.plain = plain;
    this.transactional = transactional;
    this.partitions = partitions;
    this.random = new Random(seed);
    this.ended = ended;
  }

  @Override
  public Void call() throws InterruptedException {
    try (Producer<byte[], byte[]> simple = Records.producer(source, Map.of());
        Producer<byte[], byte[]> inTransactions =
            Records.producer(source, Map.of("transactional.id", transactional))) {
      inTransactions.initTransactions();
      while (!ended.get()) {
        send(simple, plain);
        simple.flush();
        inTransactions.beginTransaction();
        send(inTransactions, transactional);
        if (random.nextDouble() < ABORTED_SHARE) {
          inTransactions.abortTransaction();
        } else {
          inTransactions.commitTransaction();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MS));
      }
      return null;
    }
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
