package io.chappe.checkpoint.emission;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.CheckpointKey;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmittedCheckpointsTest {
  private static final TopicPartition PARTITION = new TopicPartition("us.orders", 0);
  private static final long LOG_END = 1_000;
  private static final long HOUR_MS = 3_600_000;
  private static final OffsetMap MAP = mapSince(HOUR_MS);

  private final EmittedCheckpoints emitted =
      new EmittedCheckpoints(
          new KafkaClients(new ClientSettings("eu", Map.of(), Map.of(), Map.of()), "test"),
          "us.checkpoints.internal",
          () -> {});

  @BeforeEach
  void rememberTheFirst() {
    assertThat(isNews(checkpoint(100, 90, ""))).isTrue();
    emitted.remember(
        new StoredCheckpoint(checkpoint(100, 90, ""), Optional.of(MAP.incarnation()), HOUR_MS));
  }

  @Test
  void onlyARepeatIsNoNews() {
    assertThat(isNews(checkpoint(100, 90, ""))).isFalse();
    assertThat(isNews(checkpoint(101, 91, ""))).isTrue();
    assertThat(isNews(checkpoint(100, 95, ""))).isTrue();
    assertThat(isNews(checkpoint(50, 40, ""))).isTrue();
    assertThat(isNews(checkpoint(100, 90, "other metadata"))).isTrue();
    assertThat(isNews(new Checkpoint("other", PARTITION, 100, 90, ""))).isTrue();
  }

  @Test
  void aLowerTranslationOfTheSameOrALaterOffsetGivesWayToTheBetterOne() {
    assertThat(better(100, 80)).isEqualTo(90);
    assertThat(better(105, 85)).isEqualTo(90);
    assertThat(better(105, 95)).isEqualTo(95);
  }

  @Test
  void aLowerTranslationStaysWhenTheGroupWentBackOrTheLogWasCutOrTheTopicsAreOthers() {
    assertThat(better(99, 80)).isEqualTo(80);
    assertThat(emitted.atLeastAsBefore(checkpoint(100, 80, ""), MAP, 85).downstreamOffset())
        .isEqualTo(80);
    assertThat(
            emitted
                .atLeastAsBefore(checkpoint(105, 80, ""), mapSince(HOUR_MS), LOG_END)
                .downstreamOffset())
        .isEqualTo(80);
  }

  @Test
  void whatWasReadFromTheTopicIsTrustedIfItIsYoungerThanTheMap() {
    emitted.take(received(CheckpointCodec.toRecord("", checkpoint(100, 91, "")), 2 * HOUR_MS));
    assertThat(better(100, 80)).isEqualTo(91);

    emitted.take(received(CheckpointCodec.toRecord("", checkpoint(100, 92, "")), HOUR_MS / 2));
    assertThat(better(100, 80)).isEqualTo(80);
  }

  @Test
  void forgetsWhatIsGoneWhetherToldByAnEmptyValueOrATombstone() {
    CheckpointKey key = new CheckpointKey("group", PARTITION);
    emitted.take(received(CheckpointCodec.gone("", key), HOUR_MS));
    assertThat(emitted.groups()).isEmpty();

    emitted.take(received(CheckpointCodec.toRecord("", checkpoint(100, 90, "")), HOUR_MS));
    assertThat(emitted.of("group")).hasSize(1);
    emitted.take(
        received(new ProducerRecord<>("", CheckpointCodec.gone("", key).key(), null), HOUR_MS));
    assertThat(emitted.of("group")).isEmpty();
  }

  @Test
  void holdsOnlyTheGroupsOfItsShare() {
    emitted.keep(group -> group.equals("mine"), false);
    assertThat(emitted.groups()).isEmpty();

    emitted.take(received(CheckpointCodec.toRecord("", checkpoint(100, 90, "")), HOUR_MS));
    assertThat(emitted.groups()).isEmpty();
  }

  private boolean isNews(Checkpoint checkpoint) {
    return emitted.isNews(checkpoint, MAP.incarnation());
  }

  private long better(long upstream, long downstream) {
    return emitted
        .atLeastAsBefore(checkpoint(upstream, downstream, ""), MAP, LOG_END)
        .downstreamOffset();
  }

  private static OffsetMap mapSince(long timestampMs) {
    return OffsetMap.empty(new Incarnation(Uuid.randomUuid(), Uuid.randomUuid()))
        .append(new Run(0, 1, 1, Cause.START, timestampMs));
  }

  private static Checkpoint checkpoint(long upstream, long downstream, String metadata) {
    return new Checkpoint("group", PARTITION, upstream, downstream, metadata);
  }

  private static ConsumerRecord<byte[], byte[]> received(
      ProducerRecord<byte[], byte[]> sent, long timestampMs) {
    return new ConsumerRecord<>(
        "us.checkpoints.internal",
        0,
        0,
        timestampMs,
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        new RecordHeaders(),
        Optional.empty());
  }
}
