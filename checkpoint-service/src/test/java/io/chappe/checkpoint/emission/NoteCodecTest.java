package io.chappe.checkpoint.emission;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Incarnation;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class NoteCodecTest {
  private static final Note NOTE =
      new Note(Optional.of(new Incarnation(new Uuid(1, 2), new Uuid(3, 4))), OptionalLong.of(0x55));

  @Test
  void writesTheBytesThatAreDescribed() {
    assertThat(HexFormat.of().formatHex(NoteCodec.encode(NOTE)))
        .isEqualTo(
            "0000"
                + "00000000000000010000000000000002"
                + "00000000000000030000000000000004"
                + "0000000000000055");
  }

  @Test
  void readsWhatItWrote() {
    Note nothing = new Note(Optional.empty(), OptionalLong.empty());

    assertThat(read(NoteCodec.encode(NOTE))).contains(NOTE);
    assertThat(read(NoteCodec.encode(nothing))).contains(nothing);
  }

  @Test
  void takesWhatItKnowsOfALaterVersion() {
    byte[] later = Arrays.copyOf(NoteCodec.encode(NOTE), 60);
    later[1] = 1;

    assertThat(read(later)).contains(NOTE);
  }

  @Test
  void takesWhatItCannotReadForNoNote() {
    assertThat(read(new byte[] {0, 0, 7})).isEmpty();
    assertThat(read(null)).isEmpty();
    assertThat(NoteCodec.of(new RecordHeaders())).isEmpty();
  }

  private static Optional<Note> read(byte[] bytes) {
    return NoteCodec.of(new RecordHeaders().add(NoteCodec.HEADER, bytes));
  }
}
