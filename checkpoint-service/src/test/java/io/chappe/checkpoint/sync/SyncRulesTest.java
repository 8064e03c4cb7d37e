package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;

class SyncRulesTest {
  private static final TopicPartition ONE = new TopicPartition("us.orders", 1);
  private static final TopicPartition TWO = new TopicPartition("us.orders", 2);
  private static final List<Checkpoint> CHECKPOINTS =
      List.of(new Checkpoint("g", ONE, 100, 10, "one"), new Checkpoint("g", TWO, 200, 20, "two"));

  private final ForwardSync forward = new ForwardSync();

  @Test
  void commitsAllForAGroupThatHasNothingThere() {
    assertThat(forward.wanted("g", CHECKPOINTS, Map.of()))
        .isEqualTo(
            Map.of(ONE, new OffsetAndMetadata(10, "one"), TWO, new OffsetAndMetadata(20, "two")));
  }

  @Test
  void neverLeadsAPartitionBackThatWasReadThere() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(11), TWO, new OffsetAndMetadata(19));

    assertThat(forward.wanted("g", CHECKPOINTS, there)).containsOnlyKeys(TWO);
  }

  @Test
  void leavesAnEqualOffsetAlone() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(20));

    assertThat(forward.wanted("g", CHECKPOINTS, there)).isEmpty();
  }

  @Test
  void followsAGroupThatWasResetIfItHasNotMovedOnTheTargetSince() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(20));
    forward.wanted("g", CHECKPOINTS, there);

    List<Checkpoint> reset =
        List.of(new Checkpoint("g", ONE, 50, 5, ""), new Checkpoint("g", TWO, 100, 10, ""));
    Map<TopicPartition, OffsetAndMetadata> twoWasRead =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(21));

    assertThat(forward.wanted("g", reset, twoWasRead)).containsOnlyKeys(ONE);
  }

  @Test
  void whatTheSourceHadReachedIsNoProgressEvenIfItWasResetSince() {
    assertThat(SyncRules.isProgress(11, OptionalLong.of(10), OptionalLong.empty())).isTrue();
    assertThat(SyncRules.isProgress(11, OptionalLong.empty(), OptionalLong.empty())).isTrue();
    assertThat(SyncRules.isProgress(10, OptionalLong.of(10), OptionalLong.empty())).isFalse();
    assertThat(SyncRules.isProgress(11, OptionalLong.of(5), OptionalLong.of(11))).isFalse();
    assertThat(SyncRules.isProgress(12, OptionalLong.of(5), OptionalLong.of(11))).isTrue();
  }

  @Test
  void leadsTheSourceForwardOnly() {
    assertThat(SyncRules.leadsBack(100, OptionalLong.empty())).isTrue();
    assertThat(SyncRules.leadsBack(100, OptionalLong.of(99))).isTrue();
    assertThat(SyncRules.leadsBack(100, OptionalLong.of(100))).isFalse();
  }
}
