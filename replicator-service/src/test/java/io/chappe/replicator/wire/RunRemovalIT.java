package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the runs of topics that no longer exist. */
@ExtendWith(SharedClustersExtension.class)
class RunRemovalIT {
  private final CopyFixture fixture;
  private final String topic = SharedClusters.uniqueName("departed");
  private final TopicPartition partition = new TopicPartition(topic, 0);
  private final String transactionalId = "test-" + topic + "-0";

  RunRemovalIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
    fixture.createTopics(topic, 1);
    Records.produce(fixture.source, topic, CompressionType.NONE, 10);
  }

  @Test
  void theRunsOfWhatIsGoneAreRemoved() {
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      CopyFixture.release(loop, topic);
      Incarnation gone = map().incarnation();

      loop.removeRuns(partition, transactionalId, gone);

      await().atMost(CopyFixture.LIMIT).until(() -> map().isEmpty());
    }
  }

  @Test
  void anOwnerThatHasBegunWithANewTopicKeepsItsRunsAndGoesOn() {
    try (CopyLoop owner = fixture.loop(topic);
        CopyLoop other = fixture.loop(topic)) {
      CopyFixture.copyAll(owner, topic, 1);
      fixture.awaitEqual(topic);
      int takeovers = fixture.takeovers.get();

      other.removeRuns(
          partition,
          transactionalId,
          new Incarnation(Uuid.randomUuid(), map().incarnation().targetTopicId()));
      Records.produce(fixture.source, topic, CompressionType.NONE, 10);

      // Fenced out, it takes the partition back.
      await()
          .atMost(CopyFixture.LIMIT)
          .until(() -> fixture.takeovers.get() > takeovers || fixture.records.get() == 20);
      fixture.awaitEqual(topic);
      assertThat(map().isEmpty()).isFalse();
      fixture.assertTranslates(topic);
    }
  }

  private OffsetMap map() {
    return MapReader.read(fixture.target, CopyFixture.mapTopic(topic), topic, 0);
  }
}
