package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Reason;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Translation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SharedClustersExtension.class)
class CopyIT {

  private final CopyFixture fixture;

  CopyIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void copiesEveryCodecInOrder(CompressionType codec) {
    String topic = SharedClusters.uniqueName("codec-" + codec.name);
    fixture.createTopics(topic, 2);
    Records.produce(fixture.source, topic, codec, 2_000);

    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 2);

      fixture.awaitEqual(topic);
    }
  }

  @Test
  void goesOnWithNothingTwiceAfterEachTakeover() {
    String topic = SharedClusters.uniqueName("takeover");
    fixture.createTopics(topic, 1);
    for (int round = 1; round <= 4; round++) {
      Records.produce(fixture.source, topic, CompressionType.LZ4, 500);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);

        fixture.awaitEqual(topic);
      }
    }
  }

  @Test
  void anOldOwnerCanWriteNothingAfterANewOneTookOver() {
    String topic = SharedClusters.uniqueName("fence");
    fixture.createTopics(topic, 1);
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);
    try (CopyLoop old = fixture.loop(topic);
        CopyLoop young = fixture.loop(topic)) {
      CopyFixture.copyAll(old, topic, 1);
      fixture.awaitEqual(topic);
      CopyFixture.copyAll(young, topic, 1);
      for (int round = 0; round < 20; round++) {
        Records.produce(fixture.source, topic, CompressionType.NONE, 100);
        fixture.awaitEqual(topic);
      }
    }
  }

  @Test
  void recordsOfOthersInTheTargetCostNothing() {
    String topic = SharedClusters.uniqueName("foreign");
    fixture.createTopics(topic, 1);
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      fixture.writeForeign(topic);
      Records.produce(fixture.source, topic, CompressionType.NONE, 100);
      fixture.awaitEqual(topic);
    }
    fixture.writeForeign(topic);
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
    }
  }

  @Test
  void whatTheRemoteTopicHeldBeforeTheFirstContactStaysAndTheCopyGoesBehindIt() {
    String topic = SharedClusters.uniqueName("filled");
    fixture.createTopics(topic, 1);
    Records.produce(fixture.target, CopyFixture.remote(topic), CompressionType.NONE, 40);
    List<ReceivedRecord> before = Records.readAll(fixture.target, CopyFixture.remote(topic));
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);

    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic, 40);
    }

    List<ReceivedRecord> all = Records.readAll(fixture.target, CopyFixture.remote(topic));
    assertThat(all.subList(0, 40)).isEqualTo(before);
    OffsetMap map = MapReader.read(fixture.target, CopyFixture.mapTopic(topic), topic, 0);
    assertThat(map.translate(0).map(Translation::offset)).contains(all.get(40).offset());
    assertThat(map.translate(99).map(Translation::offset)).contains(all.get(139).offset());
  }

  @Test
  void aTargetThatOthersKeepWritingToStopsItsPartitionAndSaysSo() {
    String topic = SharedClusters.uniqueName("foreign-again");
    fixture.createTopics(topic, 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      for (int round = 0; round < 2; round++) {
        Records.produce(fixture.source, topic, CompressionType.NONE, 100);
        fixture.awaitEqual(topic);
        fixture.writeForeign(topic);
      }
      Records.produce(fixture.source, topic, CompressionType.NONE, 100);

      await()
          .atMost(CopyFixture.LIMIT)
          .until(() -> loop.reports().get(partition).state().equals("stopped"));
      assertThat(loop.reports().get(partition).failure().orElseThrow().reason())
          .isEqualTo(Reason.FOREIGN_WRITES);
    }
    // Nothing is lost or twice for all that.
    try (CopyLoop next = fixture.loop(topic)) {
      CopyFixture.copyAll(next, topic, 1);
      fixture.awaitEqual(topic);
    }
  }

  @Test
  void aSharedTargetIsWrittenWithoutLoss() {
    String topic = SharedClusters.uniqueName("shared");
    fixture.createTopics(topic, 1);
    for (int round = 0; round < 3; round++) {
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1, false);
        for (int batch = 0; batch < 5; batch++) {
          Records.produce(fixture.source, topic, CompressionType.NONE, 50);
          fixture.writeForeign(topic);
          fixture.awaitEqual(topic);
        }
        CopyFixture.release(loop, topic);
      }
    }
  }
}
