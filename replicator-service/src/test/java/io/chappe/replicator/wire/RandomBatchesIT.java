package io.chappe.replicator.wire;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random batches, copied while they come, with takeovers in between. The seed is printed; {@code
 * -Dchappe.random.seed=} repeats what was produced.
 */
@ExtendWith(SharedClustersExtension.class)
class RandomBatchesIT {
  private static final Duration PRODUCING = Duration.ofSeconds(8);
  private static final int PARTITIONS = 2;

  private final CopyFixture fixture;
  private final Random random;

  RandomBatchesIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
    long seed = Long.getLong("chappe.random.seed", System.nanoTime());
    System.out.println("random batches: seed " + seed);
    this.random = new Random(seed);
  }

  @Test
  void arriveAsTheyAreInOrderAndOnce() {
    String topic = SharedClusters.uniqueName("random");
    // The remote topic takes less, so that some batches are split.
    fixture.createTopics(topic, PARTITIONS, Map.of(), Map.of("max.message.bytes", "60000"));
    long end = System.nanoTime() + PRODUCING.toNanos();
    for (int round = 0; round < 3 || System.nanoTime() < end; round++) {
      produceSome(topic, round);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, PARTITIONS);
        produceSome(topic, -round - 1);
        if (random.nextBoolean()) {
          fixture.awaitEqual(topic);
        }
      }
    }
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, PARTITIONS);
      fixture.awaitEqual(topic);
    }
    fixture.assertTranslates(topic);
  }

  private void produceSome(String topic, int round) {
    CompressionType codec = CompressionType.values()[random.nextInt(5)];
    Map<String, Object> settings =
        Map.of(
            "compression.type",
            codec.name,
            "linger.ms",
            5,
            "batch.size",
            random.nextBoolean() ? 0 : 1 << random.nextInt(10, 18));
    if (random.nextInt(3) > 0) {
      try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, settings)) {
        Records.send(producer, records(topic, random.nextInt(300)));
      }
    } else {
      produceTransactions(topic, round, settings);
    }
  }

  private void produceTransactions(String topic, int round, Map<String, Object> settings) {
    Map<String, Object> one = new HashMap<>(settings);
    one.put("transactional.id", topic + "-" + round);
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, one);
        Producer<byte[], byte[]> plain = Records.producer(fixture.source, settings)) {
      producer.initTransactions();
      for (int number = random.nextInt(1, 6); number > 0; number--) {
        producer.beginTransaction();
        Records.send(producer, records(topic, random.nextInt(1, 30)));
        Records.send(plain, records(topic, random.nextInt(5)));
        Records.send(producer, records(topic, random.nextInt(3)));
        if (random.nextBoolean()) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
  }

  private List<ProducerRecord<byte[], byte[]>> records(String topic, int count) {
    long hour = Duration.ofHours(1).toMillis();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      long timestamp = System.currentTimeMillis() - random.nextLong(1_000 * hour);
      ProducerRecord<byte[], byte[]> each =
          new ProducerRecord<>(topic, random.nextInt(PARTITIONS), timestamp, bytes(), bytes());
      for (int header = random.nextInt(3); header > 0; header--) {
        each.headers().add("header-" + random.nextInt(3), bytes());
      }
      records.add(each);
    }
    return records;
  }

  private byte[] bytes() {
    int kind = random.nextInt(40);
    if (kind < 6) {
      return null;
    }
    byte[] bytes = new byte[kind == 39 ? random.nextInt(15_000) : random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }
}
