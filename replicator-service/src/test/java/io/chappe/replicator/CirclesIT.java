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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Flows that lead in circles, with producers on every cluster: each record gets everywhere, and
 * nowhere twice.
 */
@ExtendWith(SharedClustersExtension.class)
class CirclesIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int ROUNDS = 2;
  private static final int RECORDS = 20;
  private static final String IDENTITY =
      "replication.policy.class=org.apache.kafka.connect.mirror.IdentityReplicationPolicy";

  private static TestCluster third;

  private final Map<String, TestCluster> clusters = new LinkedHashMap<>();
  private final String topic = SharedClusters.uniqueName("circle");

  CirclesIT(SharedClusters shared) {
    // Aliases of its own keep a test's groups and internal topics apart from others'.
    clusters.put(SharedClusters.uniqueName("us"), shared.us());
    clusters.put(SharedClusters.uniqueName("eu"), shared.eu());
    clusters.put(SharedClusters.uniqueName("asia"), third);
  }

  @BeforeAll
  static void startThird() {
    third = TestCluster.builder("asia").inProcess().start();
  }

  @AfterAll
  static void closeThird() {
    third.close();
  }

  @Test
  void namesAreKeptBothWaysBetweenTwoClusters() {
    clusters.remove(alias(2));

    everyRecordGetsEverywhereOnce(0, 1, 1, 0);
  }

  @Test
  void namesAreKeptInARingOfThreeClusters() {
    everyRecordGetsEverywhereOnce(0, 1, 1, 2, 2, 0);
  }

  private void everyRecordGetsEverywhereOnce(int... ways) {
    clusters.values().forEach(cluster -> cluster.createTopic(topic, 2));
    // Each round is another instance's, which goes on where the one before ended.
    for (int round = 0; round < ROUNDS; round++) {
      try (RunningReplicator running = start(ways, IDENTITY, "provenance.headers.enabled=true")) {
        produce(round);
        List<String> everything = produced(round + 1);
        await().atMost(LIMIT).untilAsserted(() -> assertEverywhere(everything));
        assertThat(running.status(alias(0), alias(1)).details())
            .containsEntry("delivery", "at-least-once for shared topics");
      }
    }
    List<ReceivedRecord> copies =
        Records.readAll(clusters.get(alias(1)), topic).stream()
            .filter(each -> each.value().startsWith(alias(0) + " "))
            .toList();
    assertThat(copies)
        .allSatisfy(
            copy ->
                assertThat(copy.headers())
                    .contains(
                        "chappe.source.cluster=" + alias(0),
                        "chappe.source.topic=" + topic,
                        "chappe.source.partition=" + copy.partition(),
                        "chappe.path=" + alias(0)));
  }

  private void assertEverywhere(List<String> everything) {
    clusters.forEach(
        (alias, cluster) ->
            assertThat(Records.readAll(cluster, topic))
                .as(alias)
                .extracting(ReceivedRecord::value)
                .containsExactlyInAnyOrderElementsOf(everything));
  }

  @Test
  void prefixedTopicsGoThroughAMeshOfThreeClustersByEachWayOnce() {
    clusters.values().forEach(cluster -> cluster.createTopic(topic, 2));
    String[] names = {alias(0), alias(1), alias(2)};
    try (RunningReplicator running = start(new int[] {0, 1, 1, 0, 1, 2, 2, 1, 0, 2, 2, 0})) {
      produce(0);
      for (int at = 0; at < 3; at++) {
        String one = names[(at + 1) % 3];
        String other = names[(at + 2) % 3];
        TestCluster cluster = clusters.get(names[at]);
        await().atMost(LIMIT).untilAsserted(() -> assertMesh(cluster, one, other));
      }
      assertThat(running.status(names[0], names[1]).lastError()).isEmpty();
    }
  }

  private void assertMesh(TestCluster cluster, String one, String other)
      throws ExecutionException, InterruptedException {
    Stream<String> origins = Stream.of(one, other, one + "." + other, other + "." + one);
    List<String> remotes = origins.map(origin -> origin + "." + topic).toList();
    TreeSet<String> names = new TreeSet<>(cluster.admin().listTopics().names().get());
    names.removeIf(name -> !name.endsWith("." + topic));
    assertThat(names).containsExactlyInAnyOrderElementsOf(remotes);
    for (String remote : remotes) {
      String[] hops = remote.split("\\.");
      assertThat(Records.readAll(cluster, remote))
          .as(remote)
          .extracting(ReceivedRecord::value)
          .containsExactlyInAnyOrderElementsOf(producedIn(hops[hops.length - 2], 0));
    }
  }

  private RunningReplicator start(int[] ways, String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("topics=.*" + topic);
    for (int way = 0; way < ways.length; way += 2) {
      lines.add(alias(ways[way]) + "->" + alias(ways[way + 1]) + ".enabled=true");
    }
    return RunningReplicator.start(clusters, lines.toArray(String[]::new));
  }

  private String alias(int index) {
    return List.copyOf(clusters.keySet()).get(index);
  }

  private void produce(int round) {
    clusters.forEach(
        (alias, cluster) -> {
          try (Producer<byte[], byte[]> producer =
              Records.producer(cluster, Map.of("compression.type", "lz4", "linger.ms", 5))) {
            Records.send(
                producer,
                producedIn(alias, round).stream()
                    .map(value -> new ProducerRecord<byte[], byte[]>(topic, value.getBytes(UTF_8)))
                    .toList());
          }
        });
  }

  private List<String> produced(int rounds) {
    return clusters.keySet().stream().flatMap(alias -> producedOn(alias, rounds).stream()).toList();
  }

  private static List<String> producedOn(String alias, int rounds) {
    List<String> values = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      values.addAll(producedIn(alias, round));
    }
    return values;
  }

  private static List<String> producedIn(String alias, int round) {
    return Stream.iterate(0, number -> number + 1)
        .limit(RECORDS)
        .map(number -> alias + " " + round + " " + number)
        .toList();
  }
}
