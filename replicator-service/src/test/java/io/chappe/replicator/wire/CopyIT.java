package io.chappe.replicator.wire;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
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
