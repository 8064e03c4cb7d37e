package io.chappe.checkpoint.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chappe.checkpoint.Mirrored;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sharing.Share;
import io.chappe.checkpoint.sharing.SoleShare;
import io.chappe.checkpoint.syncs.MapLoop;
import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.OffsetSync;
import io.chappe.records.OffsetSyncCodec;
import io.chappe.service.FlowHealth;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.chappe.testing.FreePorts;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(SharedClustersExtension.class)
class FlowQueryIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final String SYNCS = "mm2-offset-syncs.eu.internal";

  private final LoopWatch watch = new LoopWatch(System::nanoTime);
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestCluster us;
  private TestCluster eu;
  private String topic;
  private Mirrored mirrored;
  private FlowHealth health;
  private FlowMaps maps;
  private FlowQuery query;
  private MapLoop loop;

  @BeforeEach
  void mirrorATopic(SharedClusters clusters) throws Exception {
    us = clusters.us();
    eu = clusters.eu();
    topic = SharedClusters.uniqueName("orders");
    mirrored = Mirrored.create(us, eu, topic);
    mirrored.produce(0, 40);
    mirrored.produce(1, 20);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void translatesBothWaysAndSaysWhatIsNotExact() {
    start(us.bootstrapServers());
    mirrored.produceOnSource(1, 100);

    Translations downstream = ask(Direction.DOWNSTREAM, place(topic, 0, 30), place(topic, 1, 70));
    Translations upstream =
        ask(Direction.UPSTREAM, place("us." + topic, 0, 35), place("us." + topic, 1, 25));

    assertThat(downstream.sourceChecked()).isTrue();
    assertThat(downstream.translations().getFirst())
        .isEqualTo(new Answer(place(topic, 0, 30), "us." + topic, 0, 35L, true, null, null));
    Answer ahead = downstream.translations().getLast();
    assertThat(ahead.offset()).isEqualTo(25);
    assertThat(ahead.exact()).isFalse();
    assertThat(ahead.reason()).isEqualTo("ahead-of-copy");
    assertThat(ahead.explanation()).contains("Ask again");
    assertThat(upstream.translations())
        .containsExactly(
            new Answer(place("us." + topic, 0, 35), topic, 0, 30L, true, null, null),
            new Answer(place("us." + topic, 1, 25), topic, 1, 20L, true, null, null));
  }

  @Test
  void namesWhatIsNotCopiedAndWhatToDo() {
    start(us.bootstrapServers());

    assertThatThrownBy(() -> ask(Direction.DOWNSTREAM, place("other", 0, 1), place(topic, 7, 1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(404);
              assertThat(e.problem().errors())
                  .extracting(Problem.Error::parameter, Problem.Error::value)
                  .containsExactly(
                      org.assertj.core.groups.Tuple.tuple("topic", "other"),
                      org.assertj.core.groups.Tuple.tuple("partition", "7"));
              assertThat(e.problem().errors()).allMatch(each -> !each.remedy().isBlank());
            });
  }

  @Test
  void worksWhileTheSourceIsDownAlsoForGroups() throws Exception {
    String group = SharedClusters.uniqueName("group");
    checkpoint(group);
    start("127.0.0.1:" + FreePorts.find(1).getFirst());

    Translations offset = ask(Direction.DOWNSTREAM, place(topic, 0, 30));
    Translations ofGroup = query.group(group, Optional.empty(), Optional.empty());

    assertThat(offset.sourceChecked()).isFalse();
    assertThat(offset.translations().getFirst().offset()).isEqualTo(35);
    assertThat(ofGroup.offsetsFrom()).isEqualTo(OffsetsFrom.CHECKPOINTS);
    assertThat(ofGroup.translations())
        .containsExactly(new Answer(place(topic, 0, 12), "us." + topic, 0, 17L, true, null, null));
  }

  @Test
  void translatesWhatAGroupHasCommittedOnTheSource() throws Exception {
    String group = SharedClusters.uniqueName("group");
    us.admin()
        .alterConsumerGroupOffsets(
            group,
            Map.of(
                new TopicPartition(topic, 0), new OffsetAndMetadata(7),
                new TopicPartition(topic, 1), new OffsetAndMetadata(20)))
        .all()
        .get();
    start(us.bootstrapServers());

    assertThat(query.group(group, Optional.empty(), Optional.empty()).translations())
        .extracting(Answer::offset)
        .containsExactly(12L, 25L);
    assertThat(query.group(group, Optional.of(topic), Optional.of(1)).translations())
        .extracting(Answer::offset)
        .containsExactly(25L);
    assertThatThrownBy(() -> query.group("nobody", Optional.empty(), Optional.empty()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("committed no such offset");
  }

  @Test
  void saysThatItIsStillLoadingAndWhenToAskAgain() {
    build(us.bootstrapServers());

    assertThatThrownBy(() -> ask(Direction.DOWNSTREAM, place(topic, 0, 30)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(503);
              assertThat(e.retryAfterSeconds()).isPositive();
            });
    loop.start();
  }

  @Test
  void writesOffsetSyncsOnceAndGoesOnAfterARestart() throws Exception {
    start(us.bootstrapServers());

    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(syncs(0)).contains(sync(0, 39, 44)));
    assertThat(syncs(0)).startsWith(sync(0, 0, 5));
    assertThat(syncs(1)).contains(sync(1, 19, 24));
    List<OffsetSync> before = syncs(0);
    close();
    open.clear();
    mirrored.produce(1, 5);
    start(us.bootstrapServers());

    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(syncs(1)).contains(sync(1, 24, 29)));
    assertThat(syncs(0)).isEqualTo(before);
    assertThat(health.status(Map.of()).state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  @Test
  void aStepBackByALateWriterIsPutRightAtTheNextLook() throws Exception {
    start(us.bootstrapServers());
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(syncs(0)).contains(sync(0, 39, 44)));

    try (Producer<byte[], byte[]> late = Records.producer(us, Map.of())) {
      Records.send(late, List.of(OffsetSyncCodec.toRecord(SYNCS, sync(0, 20, 25))));
    }

    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(syncs(0)).contains(sync(0, -1, -1)));
    List<OffsetSync> repaired = syncs(0);
    assertThat(repaired).endsWith(sync(0, 39, 44));
    mirrored.produce(0, 5);
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(syncs(0)).contains(sync(0, 44, 49)));
    assertThat(syncs(0)).hasSize(repaired.size() + 1);
  }

  private List<OffsetSync> syncs(int partition) {
    List<OffsetSync> syncs = new ArrayList<>();
    Map<String, String> properties = Map.of("bootstrap.servers", us.bootstrapServers());
    KafkaClients clients =
        new KafkaClients(
            new ClientSettings("us", properties, properties, properties), "syncs-of-" + topic);
    TopicFollower.open(clients, SYNCS, () -> {})
        .ifPresent(
            follower -> {
              try (follower) {
                follower.readToEnd(each -> syncs.add(OffsetSyncCodec.decode(each)));
              }
            });
    syncs.removeIf(each -> !each.topicPartition().equals(new TopicPartition(topic, partition)));
    return syncs;
  }

  private void checkpoint(String group) throws Exception {
    String checkpoints = "us.checkpoints.internal";
    if (!eu.admin().listTopics().names().get().contains(checkpoints)) {
      eu.createTopic(checkpoints, 1, Map.of("cleanup.policy", "compact"));
    }
    Checkpoint written = new Checkpoint(group, new TopicPartition("us." + topic, 0), 12, 17, "");
    try (Producer<byte[], byte[]> producer = Records.producer(eu, Map.of())) {
      Records.send(producer, List.of(CheckpointCodec.toRecord(checkpoints, written)));
    }
  }

  private Translations ask(Direction direction, Place... places) {
    return query.translate(direction, List.of(places));
  }

  private static Place place(String topic, int partition, long offset) {
    return new Place(topic, partition, offset);
  }

  private OffsetSync sync(int partition, long upstream, long downstream) {
    return new OffsetSync(new TopicPartition(topic, partition), upstream, downstream);
  }

  private void start(String sourceServers) {
    build(sourceServers);
    loop.start();
    await().atMost(TIMEOUT).until(maps::isLoaded);
  }

  private void build(String sourceServers) {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", sourceServers);
    lines.put("eu.bootstrap.servers", eu.bootstrapServers());
    lines.put("us->eu.enabled", "true");
    lines.put("emit.checkpoints.interval.seconds", "1");
    FlowConfig flow = ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
    health = new FlowHealth(flow.id(), LoggerFactory.getLogger(FlowQueryIT.class));
    maps = new FlowMaps(new KafkaClients(flow.target(), "test"), flow.naming().offsetMapTopic());
    SoleShare all = new SoleShare();
    all.assign(Share.ALL);
    loop = new MapLoop(flow, maps, health, watch, all);
    query = new FlowQuery(flow, maps);
    open.add(
        () -> {
          loop.beginClose();
          loop.awaitClose(Duration.ofSeconds(10));
          query.close();
          maps.close();
        });
  }
}
