package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.DelayingProxy;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A target that is 100 ms away and back: the link has to be filled, whatever waits for an answer.
 */
@Isolated
class LongLinkIT {
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final int RECORDS = 40_000;
  private static final int RECORD_BYTES = 1_024;

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void aLinkOfAHundredMillisecondsIsFilled(int partitions) {
    List<Integer> ports = FreePorts.find(2);
    try (TestCluster near = TestCluster.builder("near").inProcess().start();
        TestCluster far =
            TestCluster.builder("far").farListener(ports.get(0), ports.get(1)).start();
        DelayingProxy link = new DelayingProxy(ports.get(1), ports.get(0), ONE_WAY)) {
      CopyFixture fixture = new CopyFixture(near, far, client(link.address()));
      fixture.createTopics("long", partitions);
      fill(near, partitions);
      try (CopyLoop loop = fixture.loop("long")) {
        CopyFixture.copyAll(loop, "long", partitions);
        await().atMost(Duration.ofMinutes(1)).until(() -> fixture.takeovers.get() == partitions);
        long begin = System.nanoTime();
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> copied(loop) == RECORDS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double rate = RECORDS * (double) RECORD_BYTES / seconds / 1e6;
        System.out.printf(
            "link of 100 ms, partitions=%d: %.1f s, %.1f MB/s%n", partitions, seconds, rate);
        // Five batches of 16 KiB in flight, as producers have them, would give 0.8 MB/s a
        // partition.
        assertThat(rate).isGreaterThan(8);
      }
    }
  }

  private static long copied(CopyLoop loop) {
    return loop.reports().values().stream().mapToLong(each -> Math.max(0, each.position())).sum();
  }

  private static void fill(TestCluster cluster, int partitions) {
    Random random = new Random(7);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(RECORDS);
    for (int number = 0; number < RECORDS; number++) {
      byte[] value = new byte[RECORD_BYTES];
      random.nextBytes(value);
      records.add(new ProducerRecord<>("long", number % partitions, null, value));
    }
    try (Producer<byte[], byte[]> producer =
        Records.producer(cluster, Map.of("linger.ms", 50, "batch.size", 16_384))) {
      Records.send(producer, records);
    }
  }

  private static ClientSettings client(String bootstrapServers) {
    Map<String, String> client = Map.of("bootstrap.servers", bootstrapServers);
    return new ClientSettings("far", client, client, client);
  }
}
