package io.chappe.checkpoint;

import static io.chappe.checkpoint.LoopFixture.TIMEOUT;
import static io.chappe.checkpoint.LoopFixture.commit;
import static io.chappe.checkpoint.LoopFixture.committed;
import static io.chappe.checkpoint.LoopFixture.consumer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class FailbackIT {
  private static final Map<String, String> FAILBACK =
      Map.of("us->eu.sync.group.offsets.failback.enabled", "true");

  private LoopFixture fixture;
  private final List<Long> read = new ArrayList<>();

  @BeforeEach
  void mirrorATopic(SharedClusters clusters) throws Exception {
    fixture = new LoopFixture(clusters);
    fixture.start(FAILBACK);
  }

  @AfterEach
  void closeLoop() throws InterruptedException {
    fixture.closeLoop();
  }

  @Test
  void aConsumerThatMovesToTheTargetAndBackReadsEachRecordOnce() throws Exception {
    fixture.mirrored.produce(0, 40);
    consume(fixture.us, fixture.topic, 0, 13);
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 13 + Mirrored.SHIFT));

    consume(fixture.eu, "us." + fixture.topic, Mirrored.SHIFT, 12);
    fixture.mirrored.produce(0, 20);
    fixture.awaitCommitted(fixture.us, Map.of(fixture.partition(0), 25L));

    consume(fixture.us, fixture.topic, 0, 15);
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 40 + Mirrored.SHIFT));

    // To the end of the copy, behind which there could be markers.
    consume(fixture.eu, "us." + fixture.topic, Mirrored.SHIFT, 20);
    fixture.awaitCommitted(fixture.us, Map.of(fixture.partition(0), 60L));
    fixture.awaitRounds(1);
    assertThat(committed(fixture.eu, fixture.group))
        .isEqualTo(Map.of(fixture.copy(0), 60 + Mirrored.SHIFT));

    assertThat(read).hasSize(60);
    assertThat(new TreeSet<>(read)).hasSize(60).first().isEqualTo(0L);
  }

  @Test
  void leavesAGroupAloneThatHasMembersOnTheSource() throws Exception {
    fixture.mirrored.produce(0, 40);
    try (Consumer<byte[], byte[]> member = consumer(fixture.us, fixture.group, "consumer")) {
      member.subscribe(List.of(fixture.topic));
      await().atMost(TIMEOUT).until(() -> !member.poll(Duration.ofMillis(100)).isEmpty());
      member.commitSync(Map.of(fixture.partition(0), new OffsetAndMetadata(7)));
      fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 12L));
      fixture.awaitRounds(1);
      commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 38L));

      fixture.awaitTranslated(fixture.group, Map.of(fixture.copy(0), 12L));
      fixture.awaitRounds(2);

      assertThat(committed(fixture.us, fixture.group)).isEqualTo(Map.of(fixture.partition(0), 7L));
    }

    fixture.awaitCommitted(fixture.us, Map.of(fixture.partition(0), 33L));
  }

  @Test
  void aGroupThatIsResetOnTheSourceIsFollowedAndNotLedForwardAgainAlsoAfterARestart()
      throws Exception {
    fixture.mirrored.produce(0, 40);
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 20L));
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 25L));
    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 38L));
    fixture.awaitCommitted(fixture.us, Map.of(fixture.partition(0), 33L));
    fixture.awaitTranslated(fixture.group, Map.of(fixture.copy(0), 38L));
    fixture.awaitRounds(1);
    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 37L));
    fixture.awaitRounds(2);
    assertThat(committed(fixture.eu, fixture.group)).isEqualTo(Map.of(fixture.copy(0), 37L));
    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 38L));
    fixture.awaitRounds(1);

    fixture.closeLoop();
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 10L));
    fixture.start(FAILBACK);

    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 15L));
    fixture.awaitRounds(2);
    assertThat(committed(fixture.us, fixture.group)).isEqualTo(Map.of(fixture.partition(0), 10L));
  }

  @Test
  void aGroupThatIsDeletedOnTheSourceStaysDeletedAndIsFollowedWhenItBeginsAnew() throws Exception {
    fixture.mirrored.produce(0, 40);
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 20L));
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 25L));
    fixture.awaitRounds(1);

    fixture.us.admin().deleteConsumerGroups(List.of(fixture.group)).all().get();
    await()
        .atMost(TIMEOUT)
        .until(() -> fixture.meters.get("chappe.checkpoints.gone").counter().count() == 1);
    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 26L));
    fixture.awaitRounds(2);
    assertThat(committed(fixture.us, fixture.group)).isEmpty();

    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 25L));
    fixture.closeLoop();
    fixture.start(FAILBACK);
    fixture.awaitRounds(2);
    assertThat(committed(fixture.us, fixture.group)).isEmpty();
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 3L));
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 8L));
  }

  @Test
  void aCheckpointOfARemoteTopicThatIsCreatedAgainLeadsNobodyAnywhere() throws Exception {
    fixture.mirrored.produce(0, 40);
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 30L));
    fixture.awaitCommitted(fixture.eu, Map.of(fixture.copy(0), 35L));
    fixture.awaitRounds(1);
    fixture.closeLoop();

    String remote = fixture.copy(0).topic();
    fixture.eu.admin().deleteTopics(List.of(remote)).all().get();
    await()
        .atMost(TIMEOUT)
        .until(() -> !fixture.eu.admin().listTopics().names().get().contains(remote));
    fixture.eu.createTopic(remote, 2);
    fixture.mirrored.produceOnTarget(0, 60);
    commit(fixture.eu, fixture.group, Map.of(fixture.copy(0), 35L));
    commit(fixture.us, fixture.group, Map.of(fixture.partition(0), 4L));
    fixture.start(FAILBACK);

    await()
        .atMost(TIMEOUT)
        .until(() -> fixture.meters.get("chappe.checkpoints.gone").counter().count() == 1);
    fixture.awaitRounds(2);
    assertThat(committed(fixture.us, fixture.group)).isEqualTo(Map.of(fixture.partition(0), 4L));
  }

  /** Reads some records as a member of the group, commits, and leaves. */
  private void consume(TestCluster cluster, String topic, long shift, int count) {
    int before = read.size();
    TopicPartition first = new TopicPartition(topic, 0);
    try (Consumer<byte[], byte[]> member = consumer(cluster, fixture.group, "consumer")) {
      member.subscribe(List.of(topic));
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                // The other partition's copy holds what was there before it was a copy.
                var records = member.poll(Duration.ofMillis(100)).records(first);
                for (ConsumerRecord<byte[], byte[]> each : records) {
                  if (read.size() < before + count) {
                    read.add(each.offset() - shift);
                  }
                }
                return read.size() == before + count;
              });
      member.commitSync(Map.of(first, new OffsetAndMetadata(read.getLast() + 1 + shift)));
    }
  }
}
