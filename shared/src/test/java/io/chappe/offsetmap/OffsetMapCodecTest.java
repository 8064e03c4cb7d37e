package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class OffsetMapCodecTest {
  private static final RunKey KEY = new RunKey(new SourcePartition("orders", 3), 258);
  private static final RunValue VALUE =
      new RunValue(
          new Incarnation(new Uuid(1, 2), new Uuid(3, 4)),
          new Run(258, 5, 4, Cause.TAKEOVER, 6, 7));

  @Test
  void writesTheDocumentedBytes() {
    assertThat(hex(OffsetMapCodec.encode(KEY)))
        .isEqualTo("0000" + "0006" + "6f7264657273" + "00000003" + "0000000000000102");
    assertThat(hex(OffsetMapCodec.encode(VALUE)))
        .isEqualTo(
            "0001"
                + "00000000000000010000000000000002"
                + "00000000000000030000000000000004"
                + "0000000000000102"
                + "0000000000000005"
                + "0000000000000004"
                + "02"
                + "0000000000000006"
                + "00000007");
  }

  @Test
  void readsValuesWithoutALeaderEpoch() {
    byte[] old = Arrays.copyOf(OffsetMapCodec.encode(VALUE), 2 + 2 * 16 + 4 * Long.BYTES + 1);
    old[1] = 0;

    assertThat(OffsetMapCodec.decodeValue(old).run())
        .isEqualTo(VALUE.run().withLeaderEpoch(Run.NO_EPOCH));
  }

  @Property
  void readsKeysBack(@ForAll @StringLength(max = 83) String topic, @ForAll int partition) {
    String name = new String(topic.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    RunKey key = new RunKey(new SourcePartition(name, partition), 7);

    assertThat(OffsetMapCodec.decodeKey(OffsetMapCodec.encode(key))).isEqualTo(key);
  }

  @Property
  void readsValuesBack(
      @ForAll @LongRange(min = 0) long upstream,
      @ForAll @LongRange(min = 0) long downstream,
      @ForAll Cause cause,
      @ForAll long id,
      @ForAll long timestampMs,
      @ForAll int epoch) {
    Run run = new Run(upstream, downstream, downstream / 2, cause, timestampMs, epoch);
    RunValue value = new RunValue(new Incarnation(new Uuid(id, 1), new Uuid(2, id)), run);

    assertThat(OffsetMapCodec.decodeValue(OffsetMapCodec.encode(value))).isEqualTo(value);
  }

  @Test
  void takesOfAVersionThatAddsFieldsWhatItKnows() {
    byte[] value = OffsetMapCodec.encode(VALUE);
    byte[] newer = Arrays.copyOf(value, value.length + 12);
    for (byte version : new byte[] {2, 99}) {
      newer[1] = version;
      assertThat(OffsetMapCodec.decodeValue(newer)).isEqualTo(VALUE);
    }
    byte[] shorter = Arrays.copyOf(value, value.length - 1);
    shorter[1] = 2;
    assertThatThrownBy(() -> OffsetMapCodec.decodeValue(shorter))
        .isInstanceOf(OffsetMapFormatException.class);
  }

  @Test
  void refusesAVersionThatIsAnother() {
    byte[] other = OffsetMapCodec.encode(VALUE);
    other[1] = 100;

    assertThatThrownBy(() -> OffsetMapCodec.decodeValue(other))
        .isInstanceOf(OffsetMapFormatException.class)
        .hasMessage(
            "offset map: a record's value has version 100, this instance reads 1: it is too old, or"
                + " the record isn't Chappe's");
  }

  @Test
  void refusesWhatIsNoRun() {
    byte[] value = OffsetMapCodec.encode(VALUE);
    byte[] unknownCause = value.clone();
    unknownCause[unknownCause.length - 13] = 99;

    assertThatThrownBy(() -> OffsetMapCodec.decodeValue(Arrays.copyOf(value, value.length - 1)))
        .isInstanceOf(OffsetMapFormatException.class);
    assertThatThrownBy(() -> OffsetMapCodec.decodeValue(Arrays.copyOf(value, value.length + 1)))
        .isInstanceOf(OffsetMapFormatException.class);
    assertThatThrownBy(() -> OffsetMapCodec.decodeValue(unknownCause))
        .isInstanceOf(OffsetMapFormatException.class);
    assertThatThrownBy(() -> OffsetMapCodec.decodeKey(new byte[] {0}))
        .isInstanceOf(OffsetMapFormatException.class);
  }

  @Test
  void sendsASourcePartitionToTheSamePartitionInEveryVersion() {
    assertThat(OffsetMapTopic.partitionFor(new SourcePartition("orders", 0), 25)).isEqualTo(18);
    assertThat(OffsetMapTopic.partitionFor(new SourcePartition("orders", 1), 25)).isEqualTo(13);
  }

  @Test
  void spreadsSourcePartitionsEvenly() {
    Integer[] counts = new Integer[25];
    Arrays.fill(counts, 0);
    for (int topic = 0; topic < 50; topic++) {
      for (int partition = 0; partition < 50; partition++) {
        counts[OffsetMapTopic.partitionFor(new SourcePartition("topic-" + topic, partition), 25)]++;
      }
    }

    assertThat(counts).allSatisfy(count -> assertThat(count).isBetween(60, 140));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
