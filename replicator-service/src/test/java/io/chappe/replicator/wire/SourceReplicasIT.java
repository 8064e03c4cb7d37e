package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  /** The log of the new leader is longer than what was copied: offsets alone would show nothing. */
  @Test
  void aTailThatTheSourceLostIsNoticedByItsEpochByARunningCopyAndByANewOne() throws Exception {
    CopyFixture running = fixture("");
    CopyFixture stopped = fixture("");
    Map<String, String> unclean =
        Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true");
    String runningTopic = createTopic(running, "diverging", unclean);
    String stoppedTopic = createTopic(stopped, "diverged", unclean);
    try (CopyLoop loop = running.loop(runningTopic)) {
      CopyFixture.copyAll(loop, runningTopic, 1);
      try (CopyLoop before = stopped.loop(stoppedTopic)) {
        CopyFixture.copyAll(before, stoppedTopic, 1);
        loseTail(List.of(running, stopped), List.of(runningTopic, stoppedTopic), before);
      }
      try (CopyLoop after = stopped.loop(stoppedTopic)) {
        CopyFixture.copyAll(after, stoppedTopic, 1);
        assertDivergenceIsPublishedAndNothingMixed(stopped, stoppedTopic);
        assertDivergenceIsPublishedAndNothingMixed(running, runningTopic);
      }
    } finally {
      source.startBroker(LEADER);
    }
  }

  /** Records 100 to 149 are taken by a leader that loses them, and then others in their place. */
  private void loseTail(List<CopyFixture> fixtures, List<String> topics, CopyLoop stopped)
      throws Exception {
    produce(topics, "kept-", 100);
    source.killBroker(FOLLOWER);
    await().atMost(CopyFixture.LIMIT).until(() -> topics.stream().allMatch(this::isAlone));
    produce(topics, "lost-", 50);
    for (int index = 0; index < topics.size(); index++) {
      fixtures.get(index).awaitEqual(topics.get(index));
    }
    CopyFixture.release(stopped, topics.getLast());
    source.killBroker(LEADER);
    source.startBroker(FOLLOWER);
    produce(topics, "new-", 120);
  }

  private boolean isAlone(String topic) {
    try {
      return source
              .admin()
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .getFirst()
              .isr()
              .size()
          == 1;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void produce(List<String> topics, String stem, int count) {
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      for (String topic : topics) {
        Records.send(
            producer,
            IntStream.range(0, count)
                .mapToObj(
                    number ->
                        new ProducerRecord<byte[], byte[]>(
                            topic, 0, null, (stem + number).getBytes(UTF_8)))
                .toList());
      }
    }
  }

  private void assertDivergenceIsPublishedAndNothingMixed(CopyFixture fixture, String topic) {
    List<String> expected =
        Stream.of(values("kept-", 100), values("lost-", 50), values("new-", 120))
            .flatMap(values -> values)
            .toList();
    await()
        .atMost(CopyFixture.LIMIT)
        .untilAsserted(
            () ->
                assertThat(Records.readAll(target, CopyFixture.remote(topic)))
                    .extracting(ReceivedRecord::value)
                    .containsExactlyElementsOf(expected));
    assertThat(fixture.truncations).containsExactly("150..100");
    List<ReceivedRecord> copied = Records.readAll(target, CopyFixture.remote(topic));
    OffsetMap map = MapReader.read(target, CopyFixture.mapTopic(topic), topic, 0);
    assertThat(map.translate(99).orElseThrow().offset()).isEqualTo(copied.get(99).offset());
    assertThat(map.translate(100).orElseThrow().offset()).isEqualTo(copied.get(150).offset());
    assertThat(map.translate(219).orElseThrow().offset()).isEqualTo(copied.get(269).offset());
  }

  private static Stream<String> values(String stem, int count) {
    return IntStream.range(0, count).mapToObj(number -> stem + number);
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
