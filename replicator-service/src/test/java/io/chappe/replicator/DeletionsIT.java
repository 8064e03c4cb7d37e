package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of remote topics whose source topics are deleted. */
@ExtendWith(SharedClustersExtension.class)
class DeletionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String flow = us + "->" + eu + ".";
  private final String topic = SharedClusters.uniqueName("deleted");
  private final List<String> topics =
      IntStream.range(0, 6).mapToObj(number -> topic + number).toList();

  DeletionsIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  @Test
  void onlyMereCopiesGoAndManyAtOnceOnlyWithAYes() throws Exception {
    topics.forEach(name -> source.createTopic(name, 1));
    topics.forEach(name -> send(source, name));
    try (RunningReplicator running =
        RunningReplicator.start(
            Map.of(us, source, eu, target),
            flow + "enabled=true",
            flow + "topics=" + topic + ".*",
            flow + "sync.topic.deletions.enabled=true",
            yes())) {
      topics.forEach(this::awaitCopied);
      send(target, remote(topics.getFirst()));

      source.admin().deleteTopics(topics.subList(0, 2)).all().get();
      awaitRemotes(Set.of(0, 2, 3, 4, 5));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains(remote(topics.getFirst()) + " is kept", "isn't of the copy"));

      running.change(flow + "sync.topic.deletions.confirmed.until=");
      source.admin().deleteTopics(topics.subList(2, 6)).all().get();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains("5 of 5 topics are gone", "deletions.confirmed.until"));
      awaitRemotes(Set.of(0, 2, 3, 4, 5));

      running.change(yes());
      awaitRemotes(Set.of(0));
    }
  }

  private String yes() {
    return flow + "sync.topic.deletions.confirmed.until=" + Instant.now().plus(Duration.ofHours(1));
  }

  private String remote(String name) {
    return us + "." + name;
  }

  private static void send(TestCluster cluster, String name) {
    try (Producer<byte[], byte[]> producer = Records.producer(cluster, Map.of())) {
      Records.send(producer, List.of(new ProducerRecord<>(name, null, "value".getBytes(UTF_8))));
    }
  }

  private void awaitCopied(String name) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(Records.readAll(target, remote(name))).hasSize(1));
  }

  private void awaitRemotes(Set<Integer> numbers) {
    List<String> expected = numbers.stream().sorted().map(each -> remote(topic + each)).toList();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(target.admin().listTopics().names().get())
                    .filteredOn(each -> each.startsWith(remote(topic)))
                    .containsExactlyInAnyOrderElementsOf(expected));
  }
}
