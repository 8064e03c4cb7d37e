package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code start.from=latest} means for what comes while the flow runs. */
@ExtendWith(SharedClustersExtension.class)
class NewPartitionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RECORDS = 100;

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String old = SharedClusters.uniqueName("latest");
  private final String young = old + "-young";

  NewPartitionsIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  @Test
  void newTopicsAndPartitionsAreCopiedFromTheirBeginningsAndOldOnesFromTheirEnds()
      throws Exception {
    source.createTopic(old, 2);
    send(old, 0, 1);
    try (RunningReplicator running =
        RunningReplicator.start(
            Map.of(us, source, eu, target),
            us + "->" + eu + ".enabled=true",
            us + "->" + eu + ".topics=" + old + ".*",
            "start.from=latest")) {
      await().atMost(LIMIT).until(() -> running.copying() == 2);

      source.createTopic(young, 1);
      send(young, 0);
      source.admin().createPartitions(Map.of(old, NewPartitions.increaseTo(4))).all().get();
      send(old, 2, 3);

      await().atMost(LIMIT).until(() -> running.copying() == 5);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(running.copiedRecords()).isEqualTo(3.0 * RECORDS));
      assertThat(Records.readAll(target, us + "." + young)).hasSize(RECORDS);
      assertThat(Records.readAll(target, us + "." + old)).hasSize(2 * RECORDS);
    }
  }

  private void send(String topic, Integer... partitions) {
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      for (int partition : partitions) {
        Records.send(
            producer,
            IntStream.range(0, RECORDS)
                .mapToObj(
                    number ->
                        new ProducerRecord<byte[], byte[]>(
                            topic, partition, null, ("value " + number).getBytes(UTF_8)))
                .toList());
      }
    }
  }
}
