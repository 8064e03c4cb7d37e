package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;

class GroupSyncTest {
  private static final TopicPartition ONE = new TopicPartition("us.orders", 1);
  private static final TopicPartition TWO = new TopicPartition("us.orders", 2);
  private static final List<Checkpoint> CHECKPOINTS =
      List.of(new Checkpoint("g", ONE, 100, 10, "one"), new Checkpoint("g", TWO, 200, 20, "two"));

  @Test
  void commitsAllForAGroupThatHasNothingThere() {
    assertThat(GroupSync.forward(CHECKPOINTS, Map.of()))
        .isEqualTo(
            Map.of(ONE, new OffsetAndMetadata(10, "one"), TWO, new OffsetAndMetadata(20, "two")));
  }

  @Test
  void neverLeadsAPartitionBack() {
    Map<TopicPartition, OffsetAndMetadata> current =
        Map.of(ONE, new OffsetAndMetadata(11), TWO, new OffsetAndMetadata(19));

    assertThat(GroupSync.forward(CHECKPOINTS, current)).containsOnlyKeys(TWO);
  }

  @Test
  void leavesAnEqualOffsetAlone() {
    Map<TopicPartition, OffsetAndMetadata> current =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(20));

    assertThat(GroupSync.forward(CHECKPOINTS, current)).isEmpty();
  }
}
