package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A source of two brokers in two racks, whose replicas aren't always the same. */
@ExtendWith(SharedClustersExtension.class)
class SourceReplicasIT {
  private static final int LEADER = 1;
  private static final int FOLLOWER = 2;
  private static TestCluster source;

  private final TestCluster target;

  SourceReplicasIT(SharedClusters clusters) {
    this.target = clusters.eu();
  }

  @BeforeAll
  static void startSource() {
    source =
        TestCluster.builder("racks")
            .brokers(2)
            .separateController()
            .property(
                "replica.selector.class",
                "org.apache.kafka.common.replica.RackAwareReplicaSelector")
            .start();
  }

  @AfterAll
  static void closeSource() {
    source.close();
  }

  @Test
  void readsFromTheReplicaInItsRackAndFromTheLeaderWhileThatIsAway() throws Exception {
    CopyFixture fixture = fixture("rack-" + FOLLOWER);
    String topic = createTopic(fixture, "racks", Map.of());
    FetchTraffic traffic = fixture.traffic;
    Records.produce(source, topic, CompressionType.NONE, 200);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      assertThat(traffic.bytesFromFollowers()).isPositive();
      assertThat(traffic.bytesFromLeaders()).isZero();

      source.killBroker(FOLLOWER);
      Records.produce(source, topic, CompressionType.NONE, 200);
      fixture.awaitEqual(topic);
      assertThat(traffic.bytesFromLeaders()).isPositive();

      source.startBroker(FOLLOWER);
      long before = traffic.bytesFromFollowers();
      await()
          .atMost(CopyFixture.LIMIT)
          .until(
              () -> {
                Records.produce(source, topic, CompressionType.NONE, 10);
                return traffic.bytesFromFollowers() > before;
              });
      fixture.awaitEqual(topic);
    }
  }

  @Test
  void askedOutOfItsRangeTheFollowerIsLeftForTheLeaderWhoKnowsWhatIsLost() throws Exception {
    CopyFixture fixture = fixture("rack-" + FOLLOWER);
    String topic = createTopic(fixture, "range", Map.of());
    FetchTraffic traffic = fixture.traffic;
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      Records.produce(source, topic, CompressionType.NONE, 100);
      fixture.awaitEqual(topic);
      // One request uses up so slow a rate for long: time to delete what comes next.
      traffic.limit(1_000);
      long before = traffic.bytesFromFollowers();
      Records.produce(source, topic, CompressionType.NONE, 1_000);
      await().atMost(CopyFixture.LIMIT).until(() -> traffic.bytesFromFollowers() > before);
      Records.produce(source, topic, CompressionType.NONE, 100);
      delete(topic, 1_150);

      traffic.limit(FetchTraffic.UNLIMITED);

      await().atMost(CopyFixture.LIMIT).until(() -> !fixture.losses.isEmpty());
      assertThat(fixture.losses).singleElement().asString().endsWith("..1150");
      assertThat(traffic.bytesFromLeaders()).isZero();
    }
  }

  private CopyFixture fixture(String rack) {
    String servers = source.bootstrapServers();
    Map<String, String> client = Map.of("bootstrap.servers", servers);
    Map<String, String> reading = Map.of("bootstrap.servers", servers, "client.rack", rack);
    return new CopyFixture(
        source,
        new ClientSettings("racks", reading, client, client),
        target,
        CopyFixture.settings(target));
  }

  private static String createTopic(CopyFixture fixture, String stem, Map<String, String> more)
      throws ExecutionException, InterruptedException {
    String topic = SharedClusters.uniqueName(stem);
    source
        .admin()
        .createTopics(
            List.of(new NewTopic(topic, Map.of(0, List.of(LEADER, FOLLOWER))).configs(more)))
        .all()
        .get();
    fixture.createOnTarget(topic, 1);
    return topic;
  }

  private static void delete(String topic, long before)
      throws ExecutionException, InterruptedException {
    source
        .admin()
        .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }
}
