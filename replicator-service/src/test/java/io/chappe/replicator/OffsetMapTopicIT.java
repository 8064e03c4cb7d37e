package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Offset-map topics that would lose their map, have lost it, or no longer fit. */
@ExtendWith(SharedClustersExtension.class)
class OffsetMapTopicIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String topic = SharedClusters.uniqueName("mapped");
  private final String map = us + ".offset-map.internal";
  private int sent;

  OffsetMapTopicIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
    source.createTopic(topic, 1);
  }

  /** Whatever becomes of the map: no record comes twice, none is passed, none changes places. */
  @AfterEach
  void theCopyIsABeginningOfTheSource() {
    List<String> copied = values(target, us + "." + topic);
    assertThat(copied).isNotEmpty().isEqualTo(values(source, topic).subList(0, copied.size()));
  }

  private static List<String> values(TestCluster cluster, String topic) {
    return Records.readAll(cluster, topic, true).stream().map(ReceivedRecord::value).toList();
  }

  @Test
  void aMapThatWouldBeDeletedStopsTheFlowUntilItIsCompacted() throws Exception {
    target.createTopic(map, 2, Map.of("cleanup.policy", "compact,delete"));
    send("one");
    try (RunningReplicator running = start()) {
      awaitError(running, map + " has cleanup.policy=compact,delete");
      assertThat(running.copying()).isZero();

      setPolicy("compact");

      await().atMost(LIMIT).until(() -> running.copiedRecords() == 1);
      awaitError(running, "");

      setPolicy("delete");

      awaitError(running, map + " has cleanup.policy=delete");
      awaitHeld(running);

      setPolicy("compact");

      await().atMost(LIMIT).until(() -> running.copiedRecords() == sent);
    }
  }

  @Test
  void aMapThatIsDeletedIsMissedAndThereAgain() throws Exception {
    send("one");
    try (RunningReplicator running = start()) {
      await().atMost(LIMIT).until(() -> running.copiedRecords() == 1);

      target.admin().deleteTopics(List.of(map)).all().get();

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).details())
                      .containsEntry("offsetMapLosses", "1"));
      assertThat(running.errors("offset_map_lost")).isEqualTo(1);
      await().atMost(LIMIT).until(() -> !Records.readAll(target, map).isEmpty());
    }
  }

  @Test
  void aMapThatGotMorePartitionsStopsTheFlow() throws Exception {
    send("one");
    try (RunningReplicator running = start()) {
      await().atMost(LIMIT).until(() -> running.copiedRecords() == 1);

      target.admin().createPartitions(Map.of(map, NewPartitions.increaseTo(9))).all().get();

      awaitError(running, map + " has 9 partitions and had 8");
      awaitHeld(running);

      target.admin().deleteTopics(List.of(map)).all().get();

      awaitError(running, "");
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          target
                              .admin()
                              .describeTopics(List.of(map))
                              .allTopicNames()
                              .get()
                              .get(map)
                              .partitions())
                      .hasSize(8));
    }
  }

  private RunningReplicator start() {
    return RunningReplicator.start(
        Map.of(us, source, eu, target),
        us + "->" + eu + ".enabled=true",
        us + "->" + eu + ".topics=" + topic);
  }

  private void awaitError(RunningReplicator running, String text) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              String error = running.status(us, eu).lastError();
              assertThat(error).contains(text);
              assertThat(error.isEmpty()).isEqualTo(text.isEmpty());
            });
  }

  /** What was asked for before may still come: it is held when ever more isn't copied. */
  private void awaitHeld(RunningReplicator running) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              send("more");
              return sent - running.copiedRecords() >= 5;
            });
  }

  private void setPolicy(String policy) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, map);
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET);
    target.admin().incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
  }

  private void send(String value) {
    sent++;
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      byte[] numbered = (value + " " + sent).getBytes(UTF_8);
      Records.send(producer, List.of(new ProducerRecord<>(topic, null, numbered)));
    }
  }
}
