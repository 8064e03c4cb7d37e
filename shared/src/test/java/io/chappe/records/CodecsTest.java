package io.chappe.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.junit.jupiter.api.Test;

/** The bytes in hex are what MirrorMaker 2 of Kafka 4.3.1 wrote. */
class CodecsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void writesTheBytesOfMirrorMakersHeartbeat() {
    ProducerRecord<byte[], byte[]> encoded =
        HeartbeatCodec.toRecord("heartbeats", new Heartbeat("A", "B", 1_700_000_000_000L));

    assertThat(HEX.formatHex(encoded.key())).isEqualTo("000141" + "000142");
    assertThat(HEX.formatHex(encoded.value())).isEqualTo("0000" + "0000018bcfe56800");
    assertThat(encoded.partition()).isZero();
  }

  @Test
  void writesTheBytesOfMirrorMakersCheckpoint() {
    ProducerRecord<byte[], byte[]> encoded =
        CheckpointCodec.toRecord(
            "A.checkpoints.internal",
            new Checkpoint("g1", new TopicPartition("A.t", 3), 100, 90, "md"));

    assertThat(HEX.formatHex(encoded.key())).isEqualTo("00026731" + "0003412e74" + "00000003");
    assertThat(HEX.formatHex(encoded.value()))
        .isEqualTo("0000" + "0000000000000064" + "000000000000005a" + "00026d64");
    assertThat(encoded.partition()).isZero();
  }

  @Test
  void writesTheBytesOfMirrorMakersOffsetSync() {
    ProducerRecord<byte[], byte[]> encoded =
        OffsetSyncCodec.toRecord(
            "mm2-offset-syncs.B.internal", new OffsetSync(new TopicPartition("t", 3), 100, 90));

    assertThat(HEX.formatHex(encoded.key())).isEqualTo("000174" + "00000003");
    assertThat(HEX.formatHex(encoded.value())).isEqualTo("0000000000000064" + "000000000000005a");
    assertThat(encoded.partition()).isZero();
  }

  @Property
  void readsTheHeartbeatsThatItWritesAsMirrorMakerDoes(
      @ForAll String source, @ForAll String target, @ForAll long timestamp) {
    Heartbeat heartbeat = new Heartbeat(printable(source), printable(target), timestamp);
    ConsumerRecord<byte[], byte[]> stored = stored(HeartbeatCodec.toRecord("h", heartbeat));

    assertThat(HeartbeatCodec.decode(stored)).usingRecursiveComparison().isEqualTo(heartbeat);
    assertThat(Heartbeat.deserializeRecord(stored)).usingRecursiveComparison().isEqualTo(heartbeat);
  }

  @Property
  void readsTheCheckpointsThatItWritesAsMirrorMakerDoes(
      @ForAll String group,
      @ForAll @IntRange(min = 0) int partition,
      @ForAll long upstream,
      @ForAll long downstream,
      @ForAll String metadata) {
    Checkpoint checkpoint =
        new Checkpoint(
            printable(group),
            new TopicPartition("us.orders", partition),
            upstream,
            downstream,
            printable(metadata));
    ConsumerRecord<byte[], byte[]> stored = stored(CheckpointCodec.toRecord("c", checkpoint));

    assertThat(CheckpointCodec.decode(stored)).isEqualTo(checkpoint);
    assertThat(Checkpoint.deserializeRecord(stored)).isEqualTo(checkpoint);
  }

  @Property
  void readsTheOffsetSyncsThatItWrites(
      @ForAll String topic,
      @ForAll @IntRange(min = 0) int partition,
      @ForAll long upstream,
      @ForAll long downstream) {
    OffsetSync sync =
        new OffsetSync(new TopicPartition(printable(topic), partition), upstream, downstream);

    assertThat(OffsetSyncCodec.decode(stored(OffsetSyncCodec.toRecord("s", sync)))).isEqualTo(sync);
  }

  @Test
  void saysWhichRecordHasAnUnknownVersion() {
    ConsumerRecord<byte[], byte[]> newer = stored("000141000142", "00010000018bcfe56800");

    assertThatThrownBy(() -> HeartbeatCodec.decode(newer))
        .isInstanceOf(RecordDecodingException.class)
        .hasMessage(
            "not a heartbeat: topic=stored partition=2 offset=17"
                + " reason=version 1 is unknown, only 0 is known");
  }

  @Test
  void saysWhichRecordIsCutShort() {
    ConsumerRecord<byte[], byte[]> cut = stored("0002673100034", "0000000000000000064");

    assertThatThrownBy(() -> CheckpointCodec.decode(cut))
        .isInstanceOf(RecordDecodingException.class)
        .hasMessageStartingWith(
            "not a checkpoint: topic=stored partition=2 offset=17 reason=key can't be read: ");
  }

  @Test
  void takesATombstoneForNoOffsetSync() {
    ConsumerRecord<byte[], byte[]> tombstone = stored("00017400000003", null);

    assertThatThrownBy(() -> OffsetSyncCodec.decode(tombstone))
        .isInstanceOf(RecordDecodingException.class)
        .hasMessageEndingWith("reason=value is null");
  }

  @Test
  void takesARecordWithoutKeyForNoHeartbeat() {
    ConsumerRecord<byte[], byte[]> keyless = stored(null, "00000000018bcfe56800");

    assertThatThrownBy(() -> HeartbeatCodec.decode(keyless))
        .isInstanceOf(RecordDecodingException.class)
        .hasMessageEndingWith("reason=key is null");
  }

  private static ConsumerRecord<byte[], byte[]> stored(ProducerRecord<byte[], byte[]> sent) {
    return new ConsumerRecord<>(sent.topic(), 0, 0L, sent.key(), sent.value());
  }

  private static ConsumerRecord<byte[], byte[]> stored(String key, String value) {
    return new ConsumerRecord<>("stored", 2, 17L, bytes(key), bytes(value));
  }

  private static byte[] bytes(String hex) {
    return hex == null ? null : HEX.parseHex(hex.length() % 2 == 0 ? hex : hex + "0");
  }

  /** Unpaired surrogates have no UTF-8 form, and a string has at most 32767 bytes of it. */
  private static String printable(String any) {
    String replaced = any.replaceAll("\\p{Cs}", "?");
    return replaced.substring(0, Math.min(replaced.length(), 5_000));
  }
}
