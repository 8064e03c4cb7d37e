package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.sync.Failback.Found;
import io.chappe.checkpoint.sync.Failback.Progress;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.Test;

class FailbackTest {
  private static final SourcePartition SOURCE = new SourcePartition("orders", 0);
  private static final TopicPartition ORIGINAL = new TopicPartition("orders", 0);
  private static final TopicPartition COPY = new TopicPartition("us.orders", 0);
  private static final CheckpointKey KEY = new CheckpointKey("g", COPY);
  private static final Uuid ORDERS = Uuid.randomUuid();
  private static final Incarnation TOPICS = new Incarnation(ORDERS, Uuid.randomUuid());
  private static final Incarnation COPY_CREATED_AGAIN = new Incarnation(ORDERS, Uuid.randomUuid());
  private static final long LOG_END = 1_000;

  private final EmittedCheckpoints emitted = InMemoryTopic.follower();
  private final EmittedCheckpoints settled = InMemoryTopic.follower();
  private final Failback failback = new Failback(settled, emitted);
  private final CheckpointWriter memory = new InMemoryTopic().writer();

  @Test
  void aResetOnTheSourceStandsThoughBothPlacesAreOneInACopyThatEndedThere() throws Exception {
    emitted.remember(standing(100, 40, TOPICS));
    turnTo(standing(90, 40, TOPICS), 45);

    assertThat(isProgress(45, TOPICS)).isFalse();
    assertThat(isProgress(46, TOPICS)).isTrue();
  }

  @Test
  void aResetOnTheSourceStandsThoughTheCopyWasCreatedAgain() throws Exception {
    emitted.remember(standing(100, 40, TOPICS));
    turnTo(standing(90, 0, COPY_CREATED_AGAIN), 10);

    assertThat(isProgress(10, COPY_CREATED_AGAIN)).isFalse();
    assertThat(isProgress(11, COPY_CREATED_AGAIN)).isTrue();
  }

  @Test
  void whatWasCommittedForThePredecessorOfACopyIsNoProgress() throws Exception {
    emitted.remember(standing(100, 40, TOPICS));
    emitted.agreements().agreeWhereEqual(there(30), checkpoint -> false);
    turnTo(standing(100, 0, COPY_CREATED_AGAIN), 40);

    assertThat(isProgress(40, COPY_CREATED_AGAIN)).isFalse();
  }

  @Test
  void aGroupThatWasPutBackToWhereNoCopyBeginsWaits() {
    emitted.remember(standing(100, 40, TOPICS));
    Progress progress = progress(45);

    assertThat(failback.isMissing(progress, Map.of())).isTrue();
    assertThat(failback.isMissing(progress, committed(90))).isTrue();
    assertThat(failback.isMissing(progress, committed(100))).isFalse();
  }

  @Test
  void bothSidesAgreeWhereTheSourceWasBrought() throws Exception {
    emitted.remember(standing(100, 40, TOPICS));
    failback.reached().seen(KEY, 40, TOPICS.targetTopicId(), memory);
    memory.await();
    failback.sync(
        (group, offsets) -> KafkaFuture.completedFuture(null),
        List.of(new Found(progress(45), 105, true, 0)),
        Map.of("g", committed(100)),
        group -> true,
        memory);

    assertThat(emitted.agreements().agreed(KEY)).hasValue(45);
  }

  @Test
  void whatWasSettledOfThePredecessorOfACopyIsNoAgreement() {
    emitted.remember(standing(100, 40, TOPICS));
    settled.remember(standing(100, 39, TOPICS));

    failback.reached().agreeWhereSettled(there(39), each -> true);
    assertThat(emitted.agreements().agreed(KEY)).isEmpty();

    failback.reached().agreeWhereSettled(there(39), each -> false);
    assertThat(emitted.agreements().agreed(KEY)).hasValue(39);
  }

  private void turnTo(StoredCheckpoint next, long there) throws Exception {
    assertThat(emitted.agreements().isTurn(next)).isTrue();
    StoredCheckpoint noted = emitted.agreements().noted(next, OptionalLong.of(there));
    failback.reached().beforeTurn(noted, OptionalLong.of(there), memory);
    memory.await();
    emitted.remember(noted);
  }

  private boolean isProgress(long there, Incarnation topics) {
    return failback.isProgress(KEY, there, topics.targetTopicId(), LOG_END);
  }

  private static Progress progress(long there) {
    return new Progress("g", SOURCE, COPY, new OffsetAndMetadata(there), TOPICS);
  }

  private static StoredCheckpoint standing(long upstream, long downstream, Incarnation topics) {
    return new StoredCheckpoint(
        new Checkpoint("g", COPY, upstream, downstream, ""), Optional.of(topics), 0);
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(long here) {
    return Map.of(ORIGINAL, new OffsetAndMetadata(here));
  }

  private static Map<String, Map<TopicPartition, OffsetAndMetadata>> there(long there) {
    return Map.of("g", Map.of(COPY, new OffsetAndMetadata(there)));
  }
}
