package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final long LOG_END = 1_000;

  private final EmittedCheckpoints emitted = InMemoryTopic.follower();
  private final ForwardSync forward = new ForwardSync(emitted.agreements());

  @Test
  void commitsAllForAGroupThatHasNothingThere() {
    assertThat(wanted(CHECKPOINTS, Map.of()))
        .isEqualTo(
            Map.of(ONE, new OffsetAndMetadata(10, "one"), TWO, new OffsetAndMetadata(20, "two")));
  }

  @Test
  void neverLeadsAPartitionBackThatWasReadThere() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(11), TWO, new OffsetAndMetadata(19));

    assertThat(wanted(CHECKPOINTS, there)).containsOnlyKeys(TWO);
  }

  @Test
  void leavesAnEqualOffsetAlone() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(20));

    assertThat(wanted(CHECKPOINTS, there)).isEmpty();
  }

  @Test
  void followsAGroupThatWasResetIfItHasNotMovedOnTheTargetSince() {
    Map<TopicPartition, OffsetAndMetadata> there =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(20));
    wanted(CHECKPOINTS, there);
    look(there, true);

    List<Checkpoint> reset =
        List.of(new Checkpoint("g", ONE, 50, 5, ""), new Checkpoint("g", TWO, 100, 10, ""));
    Map<TopicPartition, OffsetAndMetadata> twoWasRead =
        Map.of(ONE, new OffsetAndMetadata(10), TWO, new OffsetAndMetadata(21));

    assertThat(wanted(reset, twoWasRead)).containsOnlyKeys(ONE);
  }

  @Test
  void takesAnEqualOffsetForNoAgreementUnlessTheSourceSaysWhatItHas() {
    Map<TopicPartition, OffsetAndMetadata> there = Map.of(ONE, new OffsetAndMetadata(10));
    look(Map.of(), true);
    wanted(CHECKPOINTS, there);
    look(there, false);

    assertThat(wanted(List.of(new Checkpoint("g", ONE, 50, 5, "")), there)).doesNotContainKey(ONE);
  }

  @Test
  void leavesAGroupAloneThatReadOnOnTheTargetAndWasPutBackThere() {
    Checkpoint reset = new Checkpoint("g", ONE, 100, 10, "one");
    wanted(List.of(reset), Map.of(ONE, new OffsetAndMetadata(11)));
    look(Map.of(ONE, new OffsetAndMetadata(11)), true);

    Map<TopicPartition, OffsetAndMetadata> putBack = Map.of(ONE, new OffsetAndMetadata(9));
    assertThat(wanted(List.of(reset), putBack)).isEmpty();
    assertThat(wanted(List.of(new Checkpoint("g", ONE, 101, 11, "")), putBack))
        .containsOnlyKeys(ONE);
  }

  @Test
  void leavesAGroupAloneThatWasPutBackOnTheTargetUntilItMovesOnTheSource() {
    assertThat(leadsOn(100, 40, 100)).isFalse();
    assertThat(leadsOn(101, 40, 100)).isTrue();
  }

  @Test
  void leadsBackFromBehindTheEndOfALog() {
    assertThat(leadsOn(100, LOG_END, 90)).isFalse();
    assertThat(leadsOn(100, LOG_END + 1, 90)).isTrue();
  }

  @Test
  void whatTheSourceHadReachedIsNoProgressEvenIfItWasResetSince() {
    assertThat(isProgress(11, 10, -1)).isTrue();
    assertThat(isProgress(11, -1, -1)).isTrue();
    assertThat(isProgress(10, 10, -1)).isFalse();
    assertThat(isProgress(11, 5, 11)).isFalse();
    assertThat(isProgress(12, 5, 11)).isTrue();
  }

  @Test
  void whatStandsWhereBothSidesAgreedOrBehindTheLogIsNoProgress() {
    assertThat(
            SyncRules.isProgress(
                50, OptionalLong.of(5), OptionalLong.empty(), OptionalLong.of(50), LOG_END))
        .isFalse();
    assertThat(isProgress(LOG_END, 5, -1)).isTrue();
    assertThat(isProgress(LOG_END + 1, 5, -1)).isFalse();
  }

  @Test
  void leadsTheSourceForwardOnly() {
    assertThat(SyncRules.leadsBack(100, OptionalLong.empty())).isTrue();
    assertThat(SyncRules.leadsBack(100, OptionalLong.of(99))).isTrue();
    assertThat(SyncRules.leadsBack(100, OptionalLong.of(100))).isFalse();
  }

  private Map<TopicPartition, OffsetAndMetadata> wanted(
      List<Checkpoint> checkpoints, Map<TopicPartition, OffsetAndMetadata> there) {
    checkpoints.forEach(
        each ->
            emitted.remember(
                emitted.agreements().noted(new StoredCheckpoint(each, Optional.empty(), 0))));
    List<Lead> leads =
        emitted.of("g").values().stream()
            .map(each -> new Lead(each.checkpoint(), each.agreement(), LOG_END))
            .toList();
    return forward.wanted(leads, there);
  }

  private void look(Map<TopicPartition, OffsetAndMetadata> there, boolean stillSo) {
    emitted.agreements().agreeWhereEqual(Map.of("g", there), checkpoint -> stillSo);
  }

  private static boolean leadsOn(long checkpoint, long there, long agreed) {
    return SyncRules.leadsOn(checkpoint, OptionalLong.of(there), OptionalLong.of(agreed), LOG_END);
  }

  private static boolean isProgress(long there, long checkpoint, long settled) {
    return SyncRules.isProgress(
        there, known(checkpoint), known(settled), OptionalLong.empty(), LOG_END);
  }

  private static OptionalLong known(long offset) {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
