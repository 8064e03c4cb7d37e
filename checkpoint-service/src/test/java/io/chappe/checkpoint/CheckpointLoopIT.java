package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ConfigLoader;
import io.chappe.config.FlowConfig;
import io.chappe.service.FlowStatus;
import io.chappe.service.LoopWatch;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class CheckpointLoopIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  private final LoopWatch watch = new LoopWatch(System::nanoTime);
  private SimpleMeterRegistry meters;
  private TestCluster us;
  private TestCluster eu;
  private String topic;
  private String group;
  private Mirrored mirrored;
  private CheckpointLoop loop;

  @BeforeEach
  void mirrorATopic(SharedClusters clusters) throws Exception {
    us = clusters.us();
    eu = clusters.eu();
    topic = SharedClusters.uniqueName("orders");
    group = SharedClusters.uniqueName("group");
    mirrored = Mirrored.create(us, eu, topic);
  }

  @AfterEach
  void closeLoop() throws InterruptedException {
    loop.beginClose();
    loop.awaitClose(Duration.ofSeconds(5));
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void mm2sClientTranslatesTheOffsetsOfTwoGroups() throws Exception {
    mirrored.produce(0, 40);
    mirrored.produce(1, 20);
    commit(us, group, Map.of(partition(0), 30L, partition(1), 0L));
    commit(us, group + "-2", Map.of(partition(1), 20L));

    start();

    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              assertThat(translated(group)).isEqualTo(Map.of(copy(0), 35L, copy(1), 5L));
              assertThat(translated(group + "-2")).isEqualTo(Map.of(copy(1), 25L));
            });
    assertThat(meters.get("chappe.groups").gauge().value()).isEqualTo(2);
    assertThat(loop.status().state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  @Test
  void aGroupThatIsAheadOfTheCopyIsPutAtItsEndAndFollowsIt() throws Exception {
    mirrored.produce(0, 10);
    mirrored.produceOnSource(0, 90);
    commit(us, group, Map.of(partition(0), 100L));

    start();

    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(translated(group)).isEqualTo(Map.of(copy(0), 15L)));
  }

  @Test
  void syncsIdleGroupsForwardAndLeavesGroupsWithMembersAlone() throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    try (Consumer<byte[], byte[]> member = consumer(eu, group, "classic")) {
      member.subscribe(List.of("us." + topic));
      await().atMost(TIMEOUT).until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
      member.commitSync(Map.of(copy(0), new OffsetAndMetadata(7)));

      start();
      await().atMost(TIMEOUT).until(() -> !translated(group).isEmpty());
      awaitRounds(2);
      member.poll(Duration.ofMillis(100));

      assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 7L));
    }

    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 35L)));

    commit(eu, group, Map.of(copy(0), 38L));
    commit(us, group, Map.of(partition(0), 31L));
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(translated(group)).isEqualTo(Map.of(copy(0), 36L)));
    awaitRounds(2);

    assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 38L));
  }

  @Test
  void takesGroupsOfTheNewProtocolToo() throws Exception {
    mirrored.produce(0, 40);
    mirrored.produce(1, 40);
    try (Consumer<byte[], byte[]> member = consumer(us, group, "consumer")) {
      member.subscribe(List.of(topic));
      await().atMost(TIMEOUT).until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
      member.commitSync(Map.of(partition(0), new OffsetAndMetadata(12, "noted")));

      start();

      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 17L)));
    }
  }

  @Test
  void writesNothingAgainAfterARestart() throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    start();
    await().atMost(TIMEOUT).until(() -> checkpointRecords() == 1);
    closeLoop();

    start();
    awaitRounds(2);
    assertThat(checkpointRecords()).isEqualTo(1);

    commit(us, group, Map.of(partition(0), 31L));
    await().atMost(TIMEOUT).until(() -> checkpointRecords() == 2);
    assertThat(translated(group)).isEqualTo(Map.of(copy(0), 36L));
  }

  @Test
  void aTopicThatWasCreatedAgainDoesNotMeetTheMapOfItsPredecessor() throws Exception {
    mirrored.produce(0, 40);
    us.admin().deleteTopics(List.of(topic)).all().get();
    await().atMost(TIMEOUT).until(() -> !us.admin().listTopics().names().get().contains(topic));
    us.createTopic(topic, 2);
    mirrored.produceOnSource(0, 20);
    commit(us, group, Map.of(partition(0), 20L));

    start();
    awaitRounds(2);

    assertThat(translated(group)).isEmpty();
    assertThat(committed(eu, group)).isEmpty();
  }

  private void start() {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", us.bootstrapServers());
    lines.put("eu.bootstrap.servers", eu.bootstrapServers());
    lines.put("us->eu.enabled", "true");
    lines.put("us->eu.topics", topic);
    lines.put("us->eu.groups", group + ".*");
    lines.put("checkpoints.topic.replication.factor", "1");
    lines.put("emit.checkpoints.interval.seconds", "1");
    lines.put("refresh.groups.interval.seconds", "1");
    lines.put("sync.group.offsets.enabled", "true");
    lines.put("sync.group.offsets.interval.seconds", "1");
    FlowConfig flow = ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
    meters = new SimpleMeterRegistry();
    loop = new CheckpointLoop(flow, meters, watch, InstantSource.system());
    loop.start();
  }

  /** Waits until some rounds have ended that began after the call. */
  private void awaitRounds(int rounds) {
    for (int round = 0; round <= rounds; round++) {
      await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> ageMs() > 500);
      await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> ageMs() < 500);
    }
  }

  private double ageMs() {
    return meters.get("chappe.checkpoint.age").timeGauge().value(TimeUnit.MILLISECONDS);
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  private TopicPartition copy(int number) {
    return new TopicPartition("us." + topic, number);
  }

  private Map<TopicPartition, Long> translated(String groupId) throws Exception {
    if (!eu.admin().listTopics().names().get().contains("us.checkpoints.internal")) {
      return Map.of();
    }
    return offsets(
        RemoteClusterUtils.translateOffsets(
            eu.clientProperties(), "us", groupId, Duration.ofSeconds(10)));
  }

  private static void commit(TestCluster cluster, String groupId, Map<TopicPartition, Long> offsets)
      throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    offsets.forEach((key, value) -> committed.put(key, new OffsetAndMetadata(value)));
    cluster.admin().alterConsumerGroupOffsets(groupId, committed).all().get();
  }

  private static Map<TopicPartition, Long> committed(TestCluster cluster, String groupId)
      throws Exception {
    return offsets(
        cluster.admin().listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get());
  }

  private static Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetAndMetadata> from) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    from.forEach((key, value) -> offsets.put(key, value.offset()));
    return offsets;
  }

  private long checkpointRecords() throws Exception {
    if (!eu.admin().listTopics().names().get().contains("us.checkpoints.internal")) {
      return 0;
    }
    String hex = HexFormat.of().formatHex(group.getBytes(StandardCharsets.UTF_8));
    List<ReceivedRecord> all = Records.readAll(eu, "us.checkpoints.internal");
    return all.stream().filter(each -> each.key().contains(hex)).count();
  }

  private static Consumer<byte[], byte[]> consumer(
      TestCluster cluster, String groupId, String protocol) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("group.id", groupId);
    properties.put("group.protocol", protocol);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
