package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** No replicator runs while there is nothing to copy; one comes when there is. */
class ScaleToZeroIT {
  private static final String ORDERS = "orders";
  private static final int PARTITIONS = 2;
  private static final int TIMES = 2;
  private static final int AT_ONCE = 20;

  @Test
  void recordsThatComeWhileNobodyRunsAreCopiedSoonAndOnce() {
    try (TestCluster source = cluster("source");
        TestCluster target = cluster("target")) {
      source.createTopic(ORDERS, PARTITIONS);
      String copy = "source." + ORDERS;
      Path configuration = configuration(source, target);
      List<Long> millis = new ArrayList<>();
      try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of());
          CopiedRecords copied = new CopiedRecords(target, copy, PARTITIONS);
          Autoscaler autoscaler =
              new Autoscaler(source, "chappe.source->target", ORDERS, PARTITIONS, configuration)) {
        for (int sent = AT_ONCE; sent <= TIMES * AT_ONCE; sent += AT_ONCE) {
          assertThat(autoscaler.isAtZero()).isTrue();
          long begin = System.nanoTime();
          Records.send(producer, orders(sent - AT_ONCE, sent));
          copied.await(sent, LIMIT);
          millis.add((System.nanoTime() - begin) / 1_000_000);
          awaitZero(autoscaler);
        }
        assertThat(autoscaler.starts()).isEqualTo(TIMES);
      }
      System.out.println("scaled from zero: arrival to copy, ms: " + millis);
      assertThat(valuesIn(target, copy)).isEqualTo(valuesIn(source, ORDERS));
    }
  }

  private static void awaitZero(Autoscaler autoscaler) {
    Awaitility.await("no lag, and so no instance").atMost(LIMIT).until(autoscaler::isAtZero);
  }

  private static List<ProducerRecord<byte[], byte[]>> orders(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            number -> {
              byte[] value = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
              return new ProducerRecord<byte[], byte[]>(ORDERS, number % PARTITIONS, null, value);
            })
        .toList();
  }

  private static List<String> valuesIn(TestCluster cluster, String topic) {
    return Records.readAll(cluster, topic).stream().map(ReceivedRecord::value).toList();
  }

  /** As brokers come: each new group waits for further members. */
  private static TestCluster cluster(String name) {
    return TestCluster.builder(name)
        .inProcess()
        .property("group.initial.rebalance.delay.ms", "3000")
        .start();
  }

  private static Path configuration(TestCluster source, TestCluster target) {
    return Landscape.write(
        """
        clusters = source, target
        source.bootstrap.servers = %s
        target.bootstrap.servers = %s
        source->target.enabled = true
        source->target.topics = %s
        """
            .formatted(source.bootstrapServers(), target.bootstrapServers(), ORDERS));
  }
}
