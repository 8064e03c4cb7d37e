package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.status.FlowStatus;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two aliases for one cluster, under two addresses: whatever was copied would be copied again. */
@ExtendWith(SharedClustersExtension.class)
class OneClusterIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RECORDS = 10;

  private final TestCluster us;
  private final TestCluster eu;
  private final String topic = SharedClusters.uniqueName("mirror");
  private final String here = SharedClusters.uniqueName("here");
  private final String there = SharedClusters.uniqueName("there");

  OneClusterIT(SharedClusters shared) {
    us = shared.us();
    eu = shared.eu();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DefaultReplicationPolicy", "IdentityReplicationPolicy"})
  void nothingIsCopiedToItselfUntilTheFileNamesTwoClusters(String policy) throws Exception {
    fill();
    String port = us.bootstrapServers().replaceFirst(".*:", "");
    Map<String, TestCluster> clusters = new LinkedHashMap<>();
    clusters.put(here, us);
    clusters.put(there, us);
    try (RunningReplicator running =
        RunningReplicator.start(
            clusters,
            here + ".bootstrap.servers=localhost:" + port,
            there + ".bootstrap.servers=127.0.0.1:" + port,
            here + "->" + there + ".enabled=true",
            "topics=.*" + topic,
            "replication.policy.class=org.apache.kafka.connect.mirror." + policy)) {
      await().atMost(LIMIT).until(() -> running.errors("one_cluster") >= 3);
      FlowStatus status = running.status(here, there);
      assertThat(status.state()).isEqualTo(FlowStatus.State.DEGRADED);
      assertThat(status.lastError())
          .contains(here + " and " + there + " lead to one cluster (id " + id(us) + ")");
      assertThat(running.copiedRecords()).isZero();
      assertThat(Records.readAll(us, topic)).hasSize(RECORDS);
      assertThat(us.admin().listTopics().names().get())
          .doesNotContain(here + "." + topic, here + ".offset-map.internal");

      running.change(there + ".bootstrap.servers=" + eu.bootstrapServers());

      String remote = policy.startsWith("Identity") ? topic : here + "." + topic;
      await()
          .ignoreExceptions()
          .atMost(LIMIT)
          .until(() -> Records.readAll(eu, remote).size() == RECORDS);
      assertThat(running.status(here, there).state()).isEqualTo(FlowStatus.State.RUNNING);
      assertThat(Records.readAll(us, topic)).hasSize(RECORDS);
    }
  }

  private static String id(TestCluster cluster) throws ExecutionException, InterruptedException {
    return cluster.admin().describeCluster().clusterId().get();
  }

  private void fill() {
    us.createTopic(topic, 1);
    try (Producer<byte[], byte[]> producer = Records.producer(us, Map.of())) {
      Records.send(
          producer,
          IntStream.range(0, RECORDS)
              .mapToObj(
                  each ->
                      new ProducerRecord<byte[], byte[]>(
                          topic, Integer.toString(each).getBytes(UTF_8)))
              .toList());
    }
  }
}
