package io.chappe.checkpoint.emission;

import io.chappe.offsetmap.Incarnation;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The bytes of a {@link Note}, big-endian, in the header {@link #HEADER}. MM2 and its client take
 * no notice of headers, so key and value stay what they expect.
 *
 * <pre>
 *   int16  version, 0
 *   16 B   source topic id, all zero if not known
 *   16 B   target topic id, all zero if not known
 *   int64  target offset at which both sides agreed, -1 if there is none
 * </pre>
 *
 * <p>A later version may only append fields, and has a higher number: readers take what they know
 * of it. What is too short, or has a negative version, is taken for no note at all, so that no
 * record can stop a reader.
 */
public final class NoteCodec {
  /** The header's key. */
  public static final String HEADER = "chappe.note";

  private static final short VERSION = 0;
  private static final int BYTES = Short.BYTES + 5 * Long.BYTES;
  private static final long NONE = -1;

  private NoteCodec() {}

  /** The bytes of a note. */
  public static byte[] encode(Note note) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putShort(VERSION);
    put(bytes, note.topics().map(Incarnation::sourceTopicId).orElse(Uuid.ZERO_UUID));
    put(bytes, note.topics().map(Incarnation::targetTopicId).orElse(Uuid.ZERO_UUID));
    return bytes.putLong(note.agreed().orElse(NONE)).array();
  }

  /** The note in a record's headers; empty if there is none that can be read. */
  public static Optional<Note> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length < BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(header.value());
    if (bytes.getShort() < 0) {
      return Optional.empty();
    }
    Uuid source = id(bytes);
    Uuid target = id(bytes);
    boolean known = !source.equals(Uuid.ZERO_UUID) && !target.equals(Uuid.ZERO_UUID);
    long agreed = bytes.getLong();
    return Optional.of(
        new Note(
            known ? Optional.of(new Incarnation(source, target)) : Optional.empty(),
            agreed < 0 ? OptionalLong.empty() : OptionalLong.of(agreed)));
  }

  private static void put(ByteBuffer bytes, Uuid id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static Uuid id(ByteBuffer bytes) {
    return new Uuid(bytes.getLong(), bytes.getLong());
  }
}
