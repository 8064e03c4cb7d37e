package io.chappe.replicator.wire;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures how fast batches of one record are copied, and what that costs this process and the
 * target. Arguments: records in thousands, a codec.
 */
final class SmallBatchesMain {
  private static final int PARTITIONS = 4;

  private SmallBatchesMain() {}

  /** Runs two brokers in processes of their own, and one copy after the other. */
  public static void main(String[] arguments) {
    int records = Integer.parseInt(arguments[0]) * 1_000;
    String codec = arguments[1];
    try (TestCluster source = TestCluster.builder("us").start();
        TestCluster target = TestCluster.builder("eu").start()) {
      CopyFixture fixture = new CopyFixture(source, target, CopyFixture.settings(target));
      source.createTopic("small", PARTITIONS);
      produce(source, "small", codec, records);
      for (int round = 1; round <= 3; round++) {
        copy(fixture, target, round, codec, records);
      }
    }
  }

  private static void produce(TestCluster source, String topic, String codec, int records) {
    Map<String, Object> oneByOne =
        Map.of("compression.type", codec, "batch.size", 0, "buffer.memory", 100_000_000L);
    Random random = new Random(1);
    try (Producer<byte[], byte[]> producer = Records.producer(source, oneByOne)) {
      List<ProducerRecord<byte[], byte[]>> some = new ArrayList<>();
      for (int number = 0; number < records; number++) {
        byte[] value = new byte[100];
        random.nextBytes(value);
        some.add(new ProducerRecord<>(topic, number % PARTITIONS, null, value));
        if (some.size() == 10_000) {
          Records.send(producer, some);
          some.clear();
        }
      }
    }
  }

  /** Each round has a map of its own and thus begins at the start; it appends to what is there. */
  private static void copy(
      CopyFixture fixture, TestCluster target, int round, String codec, int records) {
    String remote = CopyFixture.remote("small");
    if (round == 1) {
      target.createTopic(remote, PARTITIONS);
    }
    target.createTopic(
        CopyFixture.mapTopic("small" + round), 2, Map.of("cleanup.policy", "compact"));
    long copied = fixture.records.get();
    long cpu = ownCpuMs();
    long targetCpu = brokersCpuMs();
    long begin = System.nanoTime();
    try (CopyLoop loop = fixture.loop("small" + round)) {
      CopyFixture.copyAll(loop, "small", PARTITIONS);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofMinutes(5))
          .until(() -> fixture.records.get() - copied >= records);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "%s round %d: %,.0f records/s, CPU per million records: own %.1f s, brokers %.1f s, batches appended %d%n",
        codec,
        round,
        records / seconds,
        (ownCpuMs() - cpu) * 1_000.0 / records,
        (brokersCpuMs() - targetCpu) * 1_000.0 / records,
        fixture.batches.getAndSet(0));
  }

  private static long ownCpuMs() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1_000_000;
  }

  /** Of both brokers; the source's share is the same with and without merging. */
  private static long brokersCpuMs() {
    return ProcessHandle.current()
        .children()
        .mapToLong(child -> child.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
        .sum();
  }
}
