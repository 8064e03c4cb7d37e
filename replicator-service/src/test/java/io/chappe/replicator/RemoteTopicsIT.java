package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.config.ClientSettings;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Remote topics that go, never come, or would get another source. */
@ExtendWith(SharedClustersExtension.class)
class RemoteTopicsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String flow = us + "->" + eu + ".";
  private final String topic = SharedClusters.uniqueName("remote");

  RemoteTopicsIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  private RunningReplicator start(String line) {
    return RunningReplicator.start(
        Map.of(us, source, eu, target),
        flow + "enabled=true",
        flow + "topics=" + topic + ".*",
        line);
  }

  @Test
  void aRemoteTopicThatIsDeletedIsWholeAgainThoughItsSourceIsIdle() throws Exception {
    send(topic, "one", "two", "three");
    // A name that is longer with the alias before it than a topic's may be.
    String uncreatable = topic + "x".repeat(249 - topic.length());
    send(uncreatable, "never copied");
    try (RunningReplicator running = start("refresh.topics.interval.seconds=1")) {
      awaitCopied(us + "." + topic, "one", "two", "three");

      target.admin().deleteTopics(List.of(us + "." + topic)).all().get();

      awaitCopied(us + "." + topic, "one", "two", "three");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(running.status(us, eu).lastError()).contains(uncreatable, "249"));
      // What isn't there is not asked for by the copy either; what was deleted may have been, once.
      assertThat(running.errors("unknown_topic_or_partition")).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aRenameThatWouldGiveARemoteTopicAnotherSourceIsRefusedAndOthersGoOn() {
    String other = topic + "-other";
    String remote = us + "." + topic + "-copy";
    send(topic, "one");
    send(other, "two");
    try (RunningReplicator running =
        start(flow + "topics.rename=" + topic + " -> " + topic + "-copy")) {
      awaitCopied(remote, "one");
      assertThat(running.status(us, eu).lastError()).isEmpty();
    }

    try (RunningReplicator running =
        start(flow + "topics.rename=" + other + " -> " + topic + "-copy")) {
      awaitCopied(us + "." + topic, "one");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains(remote + "-0 holds the copy of " + topic + "-0"));
    }
    assertThat(Records.readAll(target, remote)).hasSize(1);
  }

  @Test
  void aCopyThatARenameLeadsBackToIsGoneOnWith() {
    String renamed = "topics.rename=" + topic + " -> " + topic + "-copy";
    String other = "topics.rename=" + topic + "-other -> unused";
    String first = us + "." + topic;
    send(topic, "one");
    awaitCopiedWith(other, first, "one");
    sendMore(topic, "two");
    awaitCopiedWith(renamed, first + "-copy", "one", "two");

    sendMore(topic, "three");
    awaitCopiedWith(other, first, "one", "two", "three");
    awaitCopiedWith(renamed, first + "-copy", "one", "two", "three");
  }

  private void awaitCopiedWith(String settings, String remote, String... values) {
    try (RunningReplicator running = start(settings)) {
      awaitCopied(remote, values);
      assertThat(running.status(us, eu).lastError()).isEmpty();
    }
  }

  @Test
  void ofTopicsThatCantBeCopiedEachIsSaidAndItsRecordsCount() {
    String tooLong = topic + "x".repeat(249 - topic.length());
    String colliding = topic + "_p";
    target.createTopic(us + "." + topic + ".p", 1);
    send(tooLong, "one", "two");
    send(colliding, "three");
    try (RunningReplicator running = start("refresh.topics.interval.seconds=1")) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains("topic " + tooLong, "topic " + colliding, "; "));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(running.status(us, eu).details()).containsEntry("lag", "3"));
      assertThat(running.lag(colliding)).isEqualTo(1);
      assertThat(running.lag(tooLong)).isEqualTo(2);
    }
  }

  @Test
  void ofATopicThatIsDeletedNoMetricsAreLeftNorRunsWithoutItsCopy() throws Exception {
    send(topic, "one");
    send(topic + "-other", "two");
    try (RunningReplicator running = start("refresh.topics.interval.seconds=1")) {
      awaitCopied(us + "." + topic, "one");
      awaitCopied(us + "." + topic + "-other", "two");
      await().atMost(LIMIT).until(() -> running.series(topic) >= 5);

      source.admin().deleteTopics(List.of(topic)).all().get();

      await().atMost(LIMIT).until(() -> running.series(topic) == 0);
      assertThat(running.series(topic + "-other")).isGreaterThanOrEqualTo(5);
      assertThat(partitionsWithRuns()).containsExactlyInAnyOrder(topic, topic + "-other");

      target.admin().deleteTopics(List.of(us + "." + topic)).all().get();

      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(partitionsWithRuns()).containsExactly(topic + "-other"));
    }
  }

  private Set<String> partitionsWithRuns() {
    Map<String, String> client = Map.of("bootstrap.servers", target.bootstrapServers());
    KafkaClients clients = new KafkaClients(new ClientSettings(eu, client, client, client), "test");
    OffsetMapReplay replay = new OffsetMapReplay();
    try (TopicFollower map =
        TopicFollower.open(clients, us + ".offset-map.internal", () -> {}).orElseThrow()) {
      map.readToEnd(each -> replay.apply(each.key(), each.value()));
    }
    return replay.maps().entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey().topic())
        .collect(Collectors.toSet());
  }

  private void send(String name, String... values) {
    source.createTopic(name, 1);
    sendMore(name, values);
  }

  private void sendMore(String name, String... values) {
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      Records.send(
          producer,
          List.of(values).stream()
              .map(value -> new ProducerRecord<byte[], byte[]>(name, null, value.getBytes(UTF_8)))
              .toList());
    }
  }

  private void awaitCopied(String remote, String... values) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(Records.readAll(target, remote))
                    .extracting(ReceivedRecord::value)
                    .containsExactly(values));
  }
}
