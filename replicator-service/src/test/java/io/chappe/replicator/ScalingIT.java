package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.DelayingProxy;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance whose buffers are all on their way to a target 100 ms off is as fast as it can be: a
 * second instance has to bring its own.
 */
@Isolated
class ScalingIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ScalingIT.class);
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 8;
  private static final int HALF = PARTITIONS / 2;
  private static final int RECORDS = 20_000;
  private static final int RECORD_BYTES = 1_024;

  private final List<Integer> ports = FreePorts.find(2);

  @Test
  @SuppressWarnings("try")
  void aSecondInstanceTakesItsShareOfWhatSaturatesOne() throws Exception {
    try (TestCluster us = TestCluster.builder("us").inProcess().start();
        TestCluster eu = TestCluster.builder("eu").farListener(ports.get(0), ports.get(1)).start();
        DelayingProxy link = new DelayingProxy(ports.get(1), ports.get(0), ONE_WAY);
        RunningReplicator first = start(us, eu, link)) {
      us.createTopic(TOPIC, PARTITIONS);
      await().atMost(SOON).until(() -> ends(eu).allMatch(end -> end > 0));
      rate(us, eu); // Warms up.
      double alone = rate(us, eu);
      try (RunningReplicator second = start(us, eu, link)) {
        await().atMost(SOON).until(() -> first.copying() == HALF && second.copying() == HALF);
        double before = second.copiedRecords();
        double together = rate(us, eu);
        LOGGER.info("one instance {} MB/s, two instances {} MB/s", alone, together);
        // How much faster that is depends on what else the machine does; the share doesn't.
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> assertThat(second.copiedRecords() - before).isEqualTo(RECORDS / 2.0));
      }
    }
  }

  private static RunningReplicator start(TestCluster us, TestCluster eu, DelayingProxy link) {
    Map<String, TestCluster> clusters = new LinkedHashMap<>();
    clusters.put("us", us);
    clusters.put("eu", eu);
    return RunningReplicator.start(
        clusters,
        "eu.bootstrap.servers=" + link.address(),
        "us->eu.enabled=true",
        "us->eu.topics=.*",
        "copy.buffer.bytes=1048576");
  }

  /** Megabytes a second, from the first record that is written to the last that is copied. */
  private static double rate(TestCluster us, TestCluster eu) throws Exception {
    long before = ends(eu).sum();
    long begin = System.nanoTime();
    fill(us);
    // A takeover leaves a marker besides, so a few records may still be missing.
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ends(eu).sum() >= before + RECORDS);
    return RECORDS * (double) RECORD_BYTES / 1e6 / ((System.nanoTime() - begin) / 1e9);
  }

  private static LongStream ends(TestCluster eu) throws Exception {
    String remote = "us." + TOPIC;
    if (!eu.admin().listTopics().names().get().contains(remote)) {
      return LongStream.of(0);
    }
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      wanted.put(new TopicPartition(remote, partition), OffsetSpec.latest());
    }
    return eu.admin().listOffsets(wanted).all().get().values().stream()
        .mapToLong(ListOffsetsResultInfo::offset);
  }

  private static void fill(TestCluster us) {
    Random random = new Random(7);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(RECORDS);
    for (int number = 0; number < RECORDS; number++) {
      byte[] value = new byte[RECORD_BYTES];
      random.nextBytes(value);
      records.add(new ProducerRecord<>(TOPIC, number % PARTITIONS, null, value));
    }
    try (Producer<byte[], byte[]> producer =
        Records.producer(us, Map.of("linger.ms", 50, "batch.size", 16_384))) {
      Records.send(producer, records);
    }
  }
}
