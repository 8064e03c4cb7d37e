package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.manifests.KedaTrigger;
import io.chappe.lag.PositionGroup;
import io.chappe.naming.FlowId;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
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

/**
 * No replicator runs while there is nothing to copy; one comes when there is. The autoscaler asks
 * what the manifests have KEDA ask.
 */
class ScaleToZeroIT {
  private static final String ORDERS = "orders";
  private static final String NEWS = "news";
  private static final int PARTITIONS = 2;
  private static final int AT_ONCE = 20;

  private final List<Long> millis = new ArrayList<>();

  @Test
  void recordsThatComeWhileNobodyRunsAreCopiedSoonAndOnce() throws Exception {
    try (TestCluster us = cluster("us");
        TestCluster eu = cluster("eu")) {
      us.createTopic(ORDERS, PARTITIONS);
      Path configuration = configuration(us, eu);
      try (ServiceProcess heartbeats = ServiceProcess.startReady(Service.HEARTBEAT, configuration);
          Producer<byte[], byte[]> producer = Records.producer(us, Map.of());
          CopiedRecords orders = new CopiedRecords(eu, "us." + ORDERS, PARTITIONS);
          CopiedRecords news = new CopiedRecords(eu, "us." + NEWS, PARTITIONS);
          Autoscaler autoscaler =
              new Autoscaler(KedaTrigger.ofTheComponent(), heartbeats, configuration)) {
        sendAndAwait(autoscaler, producer, ORDERS, orders, 0);
        sendAndAwait(autoscaler, producer, ORDERS, orders, AT_ONCE);

        us.createTopic(NEWS, PARTITIONS);
        sendAndAwait(autoscaler, producer, NEWS, news, 0);

        // As brokers do after offsets.retention.minutes without a member.
        forgetTheGroup(us);
        sendAndAwait(autoscaler, producer, ORDERS, orders, 2 * AT_ONCE);
        assertThat(autoscaler.starts()).isEqualTo(4);
      }
      System.out.println("scaled from zero: arrival to copy, ms: " + millis);
      for (String topic : List.of(ORDERS, NEWS)) {
        assertThat(valuesIn(eu, "us." + topic)).isEqualTo(valuesIn(us, topic));
      }
    }
  }

  private void sendAndAwait(
      Autoscaler autoscaler,
      Producer<byte[], byte[]> producer,
      String topic,
      CopiedRecords copied,
      int from) {
    long begin = System.nanoTime();
    Records.send(producer, records(topic, from, from + AT_ONCE));
    copied.await(from + AT_ONCE, LIMIT);
    millis.add((System.nanoTime() - begin) / 1_000_000);
    Awaitility.await("nothing to copy, and so no instance")
        .atMost(LIMIT)
        .until(autoscaler::isAtZero);
  }

  private static void forgetTheGroup(TestCluster us) {
    List<String> group = List.of(PositionGroup.of(new FlowId("us", "eu")));
    TopicView.get(us.admin().deleteConsumerGroups(group).all());
  }

  private static List<ProducerRecord<byte[], byte[]>> records(String topic, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            number -> {
              byte[] value = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
              return new ProducerRecord<byte[], byte[]>(topic, number % PARTITIONS, null, value);
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

  private static Path configuration(TestCluster us, TestCluster eu) throws IOException {
    return Landscape.write(
        """
        clusters = us, eu
        us.bootstrap.servers = %s
        eu.bootstrap.servers = %s
        us->eu.enabled = true
        us->eu.topics = %s, %s
        """
                .formatted(us.bootstrapServers(), eu.bootstrapServers(), ORDERS, NEWS)
            + KedaTrigger.overrides());
  }
}
