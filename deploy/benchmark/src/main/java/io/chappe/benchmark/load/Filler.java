package io.chappe.benchmark.load;

import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** Writes the data of a workload. */
public final class Filler {
  private static final int TRANSACTION = 1_000;
  private static final int ABORTED_OF = 10;
  private static final Duration COMPACTION_LIMIT = Duration.ofMinutes(5);

  /** Longer than the 15 s between two looks of a broker's cleaner. */
  private static final Duration CLEANER_PAUSE = Duration.ofSeconds(20);

  private final Workload workload;
  private final int records;
  private final Payload payload = new Payload();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param records how many to write
   */
  public Filler(Workload workload, int records) {
    this.workload = workload;
    this.records = records;
  }

  /** Creates the topic and writes all records. */
  public void fill(TestCluster source) {
    source.createTopic(workload.topic(), workload.partitions(), workload.topicConfiguration());
    try (Producer<byte[], byte[]> producer = Records.producer(source, settings())) {
      if (workload.kind() == Workload.Kind.TRANSACTIONAL) {
        producer.initTransactions();
        for (int from = 0; from < records; from += TRANSACTION) {
          producer.beginTransaction();
          send(producer, from, Math.min(records, from + TRANSACTION));
          end(producer, from / TRANSACTION % ABORTED_OF == 1);
        }
      } else {
        send(producer, 0, records);
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("writing " + workload.topic() + " failed", failure.get());
    }
    if (workload.kind() == Workload.Kind.COMPACTED) {
      awaitCompaction(source);
    }
  }

  /**
   * Waits until the cleaner has nothing left to do, and then sees to it that neither the original
   * nor the copies, whose configuration follows, are compacted any further.
   */
  private void awaitCompaction(TestCluster source) {
    long deadline = System.nanoTime() + COMPACTION_LIMIT.toNanos();
    long before = records;
    long left = Content.of(source, workload.topic()).records();
    while (left == records || left < before) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            workload.topic() + ": not compacted after " + COMPACTION_LIMIT);
      }
      LockSupport.parkNanos(CLEANER_PAUSE.toNanos());
      before = left;
      left = Content.of(source, workload.topic()).records();
    }
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, workload.topic());
    AlterConfigOp keep =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET);
    try {
      source.admin().incrementalAlterConfigs(Map.of(topic, List.of(keep))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(workload.topic() + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void end(Producer<byte[], byte[]> producer, boolean abort) {
    producer.flush();
    if (abort) {
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
    }
  }

  private void send(Producer<byte[], byte[]> producer, int from, int to) {
    Random keys = new Random(from);
    for (int number = from; number < to; number++) {
      byte[] key = Integer.toString(keys.nextInt(Math.max(1, records / 3))).getBytes();
      int partition = number % workload.partitions();
      producer.send(
          new ProducerRecord<>(workload.topic(), partition, key, payload.next()),
          (done, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            }
          });
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("compression.type", workload.codec());
    settings.put("batch.size", workload.batchBytes());
    settings.put("linger.ms", workload.batchBytes() == 0 ? 0 : 1_000);
    settings.put("buffer.memory", 64L * 1024 * 1024);
    if (workload.kind() == Workload.Kind.TRANSACTIONAL) {
      settings.put("transactional.id", workload.topic());
    }
    return settings;
  }
}
