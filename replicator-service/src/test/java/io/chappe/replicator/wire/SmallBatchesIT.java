package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures how fast batches of one record are copied, and what that costs this process and the
 * brokers; and the same with MirrorMaker 2, if its class path is given. Not part of a usual build:
 * {@code -Dchappe.measure.small.batches=<thousands of records>}, and {@code
 * -Dchappe.measure.mm2=<file with the class path of connect-mirror>}.
 */
@EnabledIfSystemProperty(named = "chappe.measure.small.batches", matches = "\\d+")
class SmallBatchesIT {
  private static final int PARTITIONS = 4;
  private static final int ROUNDS = 3;

  /** Two brokers in processes of their own, and one copy after the other. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "lz4"})
  void manySmallBatchesBecomeFew(String codec) throws IOException {
    int records = Integer.getInteger("chappe.measure.small.batches") * 1_000;
    String mm2 = System.getProperty("chappe.measure.mm2");
    try (TestCluster source = TestCluster.builder("us").start();
        TestCluster target = TestCluster.builder("eu").start()) {
      CopyFixture fixture = new CopyFixture(source, target, CopyFixture.settings(target));
      source.createTopic("small", PARTITIONS);
      produce(source, "small", codec, records);
      for (int round = 1; round <= ROUNDS; round++) {
        copy(fixture, target, round, codec, records);
        assertThat(fixture.batches.getAndSet(0)).isLessThan(records / 10);
        if (mm2 != null) {
          String classPath = Files.readString(Path.of(mm2)).trim();
          mirror(classPath, source, target, round, codec, records);
        }
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
    long brokersCpu = brokersCpuMs();
    long begin = System.nanoTime();
    try (CopyLoop loop = fixture.loop("small" + round)) {
      CopyFixture.copyAll(loop, "small", PARTITIONS);
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofMinutes(5))
          .until(() -> fixture.records.get() - copied >= records);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    report("chappe", round, codec, records, seconds, ownCpuMs() - cpu, brokersCpuMs() - brokersCpu);
    System.out.printf("  batches appended %,d%n", fixture.batches.get());
  }

  /** Counts from the first records that arrive, so without what MM2 needs for its start. */
  private static void mirror(
      String classPath,
      TestCluster source,
      TestCluster target,
      int round,
      String codec,
      int records) {
    String alias = "mm" + round;
    String remote = alias + ".small";
    target.createTopic(remote, PARTITIONS);
    try (MirrorMaker2 mirror =
        MirrorMaker2.start(classPath, alias, source, target, "small", codec, PARTITIONS)) {
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofMinutes(2))
          .until(() -> end(target, remote) > 0);
      long first = end(target, remote);
      long startCpu = mirror.cpuMs();
      long brokersCpu = brokersCpuMs(mirror);
      long begin = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofMinutes(5))
          .until(() -> end(target, remote) >= records);
      double seconds = (System.nanoTime() - begin) / 1e9;
      report(
          "MM2",
          round,
          codec,
          (int) (records - first),
          seconds,
          mirror.cpuMs() - startCpu,
          brokersCpuMs(mirror) - brokersCpu);
      System.out.printf("  and %.1f CPU s before that%n", startCpu / 1e3);
    }
  }

  private static void report(
      String who, int round, String codec, int records, double seconds, long own, long brokers) {
    System.out.printf(
        "%s %s round %d: %,.0f records/s, CPU s per million records: own %.1f, both brokers %.1f%n",
        who, codec, round, records / seconds, own * 1_000.0 / records, brokers * 1_000.0 / records);
  }

  private static long end(TestCluster cluster, String topic) {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
    try {
      return cluster.admin().listOffsets(wanted).all().get().values().stream()
          .mapToLong(found -> found.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long ownCpuMs() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1_000_000;
  }

  private static long brokersCpuMs(MirrorMaker2... others) {
    return ProcessHandle.current()
        .children()
        .filter(child -> others.length == 0 || !others[0].owns(child))
        .mapToLong(child -> child.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
        .sum();
  }
}
