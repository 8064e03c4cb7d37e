package io.chappe.checkpoint;

import static io.chappe.checkpoint.LoopFixture.TIMEOUT;
import static io.chappe.checkpoint.LoopFixture.commit;
import static io.chappe.checkpoint.LoopFixture.committed;
import static io.chappe.checkpoint.LoopFixture.consumer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class CheckpointLoopIT {
  private LoopFixture fixture;
  private TestCluster us;
  private TestCluster eu;
  private String topic;
  private String group;
  private Mirrored mirrored;

  @BeforeEach
  void mirrorATopic(SharedClusters clusters) throws Exception {
    fixture = new LoopFixture(clusters);
    us = fixture.us;
    eu = fixture.eu;
    topic = fixture.topic;
    group = fixture.group;
    mirrored = fixture.mirrored;
  }

  @AfterEach
  void closeLoop() throws InterruptedException {
    fixture.closeLoop();
  }

  @Test
  void mm2sClientTranslatesTheOffsetsOfTwoGroups() throws Exception {
    mirrored.produce(0, 40);
    mirrored.produce(1, 20);
    commit(us, group, Map.of(partition(0), 30L, partition(1), 0L));
    commit(us, group + "-2", Map.of(partition(1), 20L));

    fixture.start();

    fixture.awaitTranslated(group, Map.of(copy(0), 35L, copy(1), 5L));
    fixture.awaitTranslated(group + "-2", Map.of(copy(1), 25L));
    assertThat(fixture.meters.get("chappe.groups").gauge().value()).isEqualTo(2);
    await().atMost(TIMEOUT).until(() -> fixture.loop.status().state() == FlowStatus.State.RUNNING);
  }

  @Test
  void aGroupThatIsAheadOfTheCopyIsPutAtItsEndAndFollowsItWhenMoreIsCopied() throws Exception {
    mirrored.produce(0, 10);
    mirrored.produceOnSource(0, 90);
    commit(us, group, Map.of(partition(0), 20L));

    fixture.start();
    fixture.awaitTranslated(group, Map.of(copy(0), 15L));
    assertThat(inexact("ahead-of-copy")).isEqualTo(1);

    mirrored.produceOnTarget(0, 90);
    fixture.awaitTranslated(group, Map.of(copy(0), 25L));
    await().atMost(TIMEOUT).until(() -> inexact("ahead-of-copy") == 0);
  }

  @Test
  void syncsIdleGroupsForwardAndLeavesGroupsWithMembersAlone() throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    try (Consumer<byte[], byte[]> member = consumer(eu, group, "classic")) {
      member.subscribe(List.of("us." + topic));
      await().atMost(TIMEOUT).until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
      member.commitSync(Map.of(copy(0), new OffsetAndMetadata(7)));

      fixture.start();
      await().atMost(TIMEOUT).until(() -> !fixture.translated(group).isEmpty());
      fixture.awaitRounds(2);
      member.poll(Duration.ofMillis(100));

      assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 7L));
    }

    fixture.awaitCommitted(eu, Map.of(copy(0), 35L));

    commit(eu, group, Map.of(copy(0), 38L));
    commit(us, group, Map.of(partition(0), 31L));
    fixture.awaitTranslated(group, Map.of(copy(0), 36L));
    fixture.awaitRounds(2);

    assertThat(committed(eu, group)).isEqualTo(Map.of(copy(0), 38L));
  }

  @Test
  void aGroupThatIsResetOnTheSourceBetweenTwoInstancesIsFollowed() throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    fixture.start();
    fixture.awaitCommitted(eu, Map.of(copy(0), 35L));
    fixture.closeLoop();

    commit(us, group, Map.of(partition(0), 10L));
    fixture.start();

    fixture.awaitCommitted(eu, Map.of(copy(0), 15L));
  }

  @Test
  void takesGroupsOfTheNewProtocolToo() throws Exception {
    mirrored.produce(0, 40);
    mirrored.produce(1, 40);
    try (Consumer<byte[], byte[]> member = consumer(us, group, "consumer")) {
      member.subscribe(List.of(topic));
      await().atMost(TIMEOUT).until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
      member.commitSync(Map.of(partition(0), new OffsetAndMetadata(12, "noted")));

      fixture.start();

      fixture.awaitCommitted(eu, Map.of(copy(0), 17L));
    }
  }

  @Test
  void writesNothingAgainAfterARestart() throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    fixture.start();
    // Once for the offset, and once to note that the target has got there.
    await().atMost(TIMEOUT).until(() -> fixture.checkpointRecords() == 2);
    fixture.closeLoop();

    fixture.start();
    fixture.awaitRounds(2);
    assertThat(fixture.checkpointRecords()).isEqualTo(2);

    commit(us, group, Map.of(partition(0), 31L));
    await().atMost(TIMEOUT).until(() -> fixture.checkpointRecords() == 4);
    fixture.awaitTranslated(group, Map.of(copy(0), 36L));
  }

  @Test
  void aTopicThatWasCreatedAgainDoesNotMeetTheMapOfItsPredecessor() throws Exception {
    mirrored.produce(0, 40);
    us.admin().deleteTopics(List.of(topic)).all().get();
    await().atMost(TIMEOUT).until(() -> !us.admin().listTopics().names().get().contains(topic));
    us.createTopic(topic, 2);
    mirrored.produceOnSource(0, 20);
    commit(us, group, Map.of(partition(0), 20L));

    fixture.start();
    fixture.awaitRounds(2);

    assertThat(fixture.translated(group)).isEmpty();
    assertThat(committed(eu, group)).isEmpty();
    assertThat(inexact("earlier-incarnation")).isEqualTo(1);
  }

  @Test
  void whatIsGoneIsToldAndMm2sClientStillReadsTheRest() throws Exception {
    mirrored.produce(0, 40);
    mirrored.produce(1, 40);
    commit(us, group, Map.of(partition(0), 30L, partition(1), 30L));
    commit(us, group + "-2", Map.of(partition(0), 20L));
    fixture.start();
    await().atMost(TIMEOUT).until(() -> fixture.checkpointRecords() == 6);
    fixture.closeLoop();

    us.admin().deleteConsumerGroups(List.of(group + "-2")).all().get();
    us.admin().deleteConsumerGroupOffsets(group, Set.of(partition(1))).all().get();
    fixture.start();

    await().atMost(TIMEOUT).until(() -> fixture.checkpointRecords() == 8);
    fixture.awaitRounds(2);
    assertThat(fixture.checkpointRecords()).isEqualTo(8);
    assertThat(fixture.meters.get("chappe.checkpoints.gone").counter().count()).isEqualTo(2);
    assertThat(fixture.translated(group)).containsEntry(copy(0), 35L);

    commit(us, group, Map.of(partition(1), 31L));
    await().atMost(TIMEOUT).until(() -> fixture.translated(group).get(copy(1)) == 36L);
  }

  @Test
  void anInstanceThatStartsWhileTheSourceIsAwayBringsGroupsToWhereTheyWereSeenLast()
      throws Exception {
    mirrored.produce(0, 40);
    commit(us, group, Map.of(partition(0), 30L));
    fixture.start(Map.of("sync.group.offsets.enabled", "false"));
    fixture.awaitTranslated(group, Map.of(copy(0), 35L));
    fixture.closeLoop();
    assertThat(committed(eu, group)).isEmpty();

    fixture.start(
        Map.of(
            "us.bootstrap.servers", "localhost:1",
            "us.admin.request.timeout.ms", "500",
            "us.admin.default.api.timeout.ms", "1000"));

    fixture.awaitCommitted(eu, Map.of(copy(0), 35L));
    double failures = failures();
    await().atMost(TIMEOUT).until(() -> failures() >= failures + 4);
    assertThat(fixture.checkpointRecords()).isEqualTo(2);
    assertThat(fixture.loop.status().state()).isEqualTo(FlowStatus.State.DEGRADED);
  }

  @Test
  void instancesShareTheGroupsAndTakeThemOverFromOneThatGoes() throws Exception {
    mirrored.produce(0, 40);
    for (int number = 0; number < 40; number++) {
      commit(us, group + "-" + number, Map.of(partition(0), 30L));
    }
    fixture.start();
    SimpleMeterRegistry others = new SimpleMeterRegistry();
    CheckpointLoop other =
        new CheckpointLoop(
            fixture.flow(Map.of()),
            fixture.maps(),
            others,
            new LoopWatch(System::nanoTime),
            InstantSource.system());
    other.start();
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                groups(others) > 0
                    && groups(fixture.meters) > 0
                    && groups(others) + groups(fixture.meters) == 40);

    other.beginClose();
    other.awaitClose(Duration.ofSeconds(5));

    await().atMost(TIMEOUT).until(() -> groups(fixture.meters) == 40);
    commit(us, group + "-7", Map.of(partition(0), 31L));
    fixture.awaitTranslated(group + "-7", Map.of(copy(0), 36L));
  }

  @Test
  void saysHowManyShareGroupsItPassesOver() throws Exception {
    Map<String, Object> properties = us.clientProperties();
    properties.put("group.id", group + "-shared");
    try (ShareConsumer<byte[], byte[]> member =
        new KafkaShareConsumer<>(
            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      member.subscribe(List.of(topic));
      fixture.start();
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                member.poll(Duration.ofMillis(100));
                return "1".equals(fixture.loop.status().details().get("share groups, not handled"));
              });
    }
    assertThat(groups(fixture.meters)).isZero();
  }

  private double failures() {
    return fixture.meters.find("chappe.errors").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double groups(SimpleMeterRegistry meters) {
    return meters.get("chappe.groups").gauge().value();
  }

  private double inexact(String reason) {
    return fixture.meters.get("chappe.offsets.inexact").tag("reason", reason).gauge().value();
  }

  private TopicPartition partition(int number) {
    return fixture.partition(number);
  }

  private TopicPartition copy(int number) {
    return fixture.copy(number);
  }
}
