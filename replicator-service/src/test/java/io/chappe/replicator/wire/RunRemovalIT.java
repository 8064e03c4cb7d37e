package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.util.concurrent.CompletableFuture;
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

      assertThat(remove(loop, gone)).isPositive();
      assertThat(map().isEmpty()).isTrue();
    }
  }

  @Test
  void anOwnerThatHasBegunWithANewTopicKeepsItsRunsAndGoesOn() {
    try (CopyLoop owner = fixture.loop(topic);
        CopyLoop other = fixture.loop(topic)) {
      CopyFixture.copyAll(owner, topic, 1);
      fixture.awaitEqual(topic);
      Uuid another = Uuid.randomUuid();

      assertThat(
              removeOnceKnown(other, new Incarnation(another, map().incarnation().targetTopicId())))
          .isZero();

      // Fenced out, it takes the partition back.
      Records.produce(fixture.source, topic, CompressionType.NONE, 10);
      fixture.awaitEqual(topic);
      assertThat(map().isEmpty()).isFalse();
      fixture.assertTranslates(topic);
    }
  }

  private int remove(CopyLoop loop, Incarnation gone) {
    CompletableFuture<Integer> removed = new CompletableFuture<>();
    loop.removeRuns(partition, transactionalId, gone, removed::complete);
    assertThat(removed).succeedsWithin(CopyFixture.LIMIT);
    return removed.join();
  }

  /** A loop that has copied nothing has to hear of the map's topic first. */
  private int removeOnceKnown(CopyLoop loop, Incarnation gone) {
    return await().atMost(CopyFixture.LIMIT).until(() -> remove(loop, gone), runs -> runs >= 0);
  }

  private OffsetMap map() {
    return MapReader.read(fixture.target, CopyFixture.mapTopic(topic), topic, 0);
  }
}
