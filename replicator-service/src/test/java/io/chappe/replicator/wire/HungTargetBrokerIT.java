package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One of three target brokers takes connections and requests, but doesn't answer. */
@ExtendWith(SharedClustersExtension.class)
class HungTargetBrokerIT {
  private static final int HUNG = 2;
  private static final int BUFFER = 4 * 1024 * 1024;
  private static final int BACKLOG_RECORDS = 1_600;
  private static final int RECORD_BYTES = 10_000;
  private static final Duration PACE = Duration.ofSeconds(10);

  private final TestCluster source;

  HungTargetBrokerIT(SharedClusters clusters) {
    this.source = clusters.us();
  }

  @Test
  void partitionsOfTheOtherBrokersKeepTheirPace() throws Exception {
    try (TestCluster target = start()) {
      CopyFixture fixture = new CopyFixture(source, target, CopyFixture.settings(target));
      fixture.bufferBytes = BUFFER;
      String topic = SharedClusters.uniqueName("hung");
      source.createTopic(topic, 3);
      createOnTarget(target, topic);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 3);
        IntStream.range(0, 3).forEach(partition -> produce(topic, partition, 100, 100));
        awaitCopied(fixture, 300, CopyFixture.LIMIT);

        target.pauseBroker(HUNG);
        produce(topic, HUNG - 1, BACKLOG_RECORDS, RECORD_BYTES);
        for (int round = 1; round <= 8; round++) {
          produce(topic, 0, 100, RECORD_BYTES);
          produce(topic, 2, 100, RECORD_BYTES);
          awaitCopied(fixture, 300 + round * 200L, PACE);
        }

        target.resumeBroker(HUNG);
        fixture.awaitEqual(topic);
      }
    }
  }

  /** A quorum that outlasts a busy machine's pauses. */
  private static TestCluster start() {
    return TestCluster.builder("hung")
        .brokers(3)
        .property("controller.quorum.election.timeout.ms", "5000")
        .property("controller.quorum.fetch.timeout.ms", "10000")
        .property("broker.session.timeout.ms", "20000")
        .start();
  }

  /** Each partition on one broker only, so that nobody waits for a follower. */
  private static void createOnTarget(TestCluster target, String topic) throws Exception {
    NewTopic data =
        new NewTopic(
            CopyFixture.remote(topic), Map.of(0, List.of(1), 1, List.of(HUNG), 2, List.of(3)));
    NewTopic map = new NewTopic(CopyFixture.mapTopic(topic), Map.of(0, List.of(1)));
    data.configs(Map.of("min.insync.replicas", "1"));
    map.configs(Map.of("min.insync.replicas", "1", "cleanup.policy", "compact"));
    target.admin().createTopics(List.of(data, map)).all().get(30, TimeUnit.SECONDS);
  }

  private void produce(String topic, int partition, int count, int bytes) {
    byte[] value = new byte[bytes];
    new Random(partition).nextBytes(value);
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      Records.send(
          producer,
          Stream.generate(() -> new ProducerRecord<byte[], byte[]>(topic, partition, null, value))
              .limit(count)
              .toList());
    }
  }

  private static void awaitCopied(CopyFixture fixture, long records, Duration limit) {
    await()
        .atMost(limit)
        .untilAsserted(() -> assertThat(fixture.records.get()).isGreaterThanOrEqualTo(records));
  }
}
