package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** A flow that is held to a rate. */
@ExtendWith(SharedClustersExtension.class)
@Isolated
class RateLimitIT {
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 40_000;
  private static final int RECORD_BYTES = 1_024;
  private static final double RATE = 2_000_000;
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final CopyFixture fixture;

  RateLimitIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void keepsTheRateFairlyAndHoldsNothingElseBack() {
    String topic = SharedClusters.uniqueName("limited");
    String heartbeats = SharedClusters.uniqueName("heartbeats");
    fixture.createTopics(topic, PARTITIONS + 1);
    fill(topic);
    fixture.source.createTopic(heartbeats, 1);
    fixture.target.createTopic(CopyFixture.remote(heartbeats), 1);
    fixture.traffic.limit(RATE);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, PARTITIONS);
      CopyFixture.copyAll(loop, heartbeats, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> isCopying(loop, heartbeats, 0));
      await().atMost(CopyFixture.LIMIT).until(() -> copied(loop, topic) > 1_000);

      Window window = new Window(topic, loop);
      assertHeartbeatsPassAtOnce(loop, heartbeats);
      CopyFixture.copyAll(loop, topic, PARTITIONS, PARTITIONS + 1);
      await().atMost(Duration.ofSeconds(3)).until(() -> isCopying(loop, topic, PARTITIONS));
      window.assertHeldTheRate();

      fixture.traffic.limit(FetchTraffic.UNLIMITED);
      await().atMost(Duration.ofSeconds(8)).until(() -> copied(loop, topic) == RECORDS);
    }
    fixture.awaitEqual(topic);
  }

  private void assertHeartbeatsPassAtOnce(CopyLoop loop, String heartbeats) {
    for (int beat = 1; beat <= 3; beat++) {
      Records.produce(fixture.source, heartbeats, CompressionType.NONE, 1);
      int beats = beat;
      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> copied(loop, heartbeats) == beats);
    }
  }

  /** What passes from its making on, until ten seconds are over. */
  private final class Window {
    private final String topic;
    private final CopyLoop loop;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long begin = System.nanoTime();
    private final long bytesBefore = fixture.traffic.bytesFromLeaders();
    private final long cpuBefore = fetchCpuNanos();

    private Window(String topic, CopyLoop loop) {
      this.topic = topic;
      this.loop = loop;
    }

    private void assertHeldTheRate() {
      await()
          .atMost(WINDOW.plusSeconds(5))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> System.nanoTime() - begin >= WINDOW.toNanos());
      double seconds = (System.nanoTime() - begin) / 1e9;
      double rate = (fixture.traffic.bytesFromLeaders() - bytesBefore) / seconds;
      double cpu = (fetchCpuNanos() - cpuBefore) / 1e9 / seconds;
      List<Long> shares = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        shares.add(loop.reports().get(new TopicPartition(topic, partition)).position());
      }
      System.out.printf(
          "limit %.0f B/s: %.0f B/s over %.1f s, fetch thread %.1f %% of a core, positions %s%n",
          RATE, rate, seconds, 100 * cpu, shares);
      assertThat(rate).isCloseTo(RATE, within(RATE / 10));
      assertThat(cpu).isLessThan(0.2);
      long fair = shares.stream().mapToLong(share -> share).sum() / PARTITIONS;
      assertThat(shares).allSatisfy(share -> assertThat(share).isCloseTo(fair, within(fair / 5)));
    }

    private long fetchCpuNanos() {
      for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
        if (thread != null && thread.getThreadName().equals("test-fetch")) {
          return threads.getThreadCpuTime(thread.getThreadId());
        }
      }
      throw new IllegalStateException("no fetch thread");
    }
  }

  private static boolean isCopying(CopyLoop loop, String topic, int partition) {
    PartitionReport report = loop.reports().get(new TopicPartition(topic, partition));
    return report != null && report.state().equals("copying");
  }

  private static long copied(CopyLoop loop, String topic) {
    return loop.reports().entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(entry -> Math.max(0, entry.getValue().position()))
        .sum();
  }

  private void fill(String topic) {
    Random random = new Random(7);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(RECORDS);
    for (int number = 0; number < RECORDS; number++) {
      byte[] value = new byte[RECORD_BYTES];
      random.nextBytes(value);
      records.add(new ProducerRecord<>(topic, number % PARTITIONS, null, value));
    }
    try (Producer<byte[], byte[]> producer =
        Records.producer(fixture.source, Map.of("linger.ms", 50, "batch.size", 16_384))) {
      Records.send(producer, records);
    }
  }
}
