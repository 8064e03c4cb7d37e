package io.chappe.offsetmap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.Uuid;

/**
 * The bytes of the offset-map topic's records, big-endian.
 *
 * <pre>
 *   key    int16  version, 0
 *          int16  length of the source topic's name in bytes
 *          bytes  source topic's name, UTF-8; for an archived map see {@link ArchivedMap}
 *          int32  source partition
 *          int64  first upstream offset of the run
 *
 *   value  int16  version, 1
 *          16 B   source topic id
 *          16 B   target topic id
 *          int64  first upstream offset of the run
 *          int64  its downstream offset
 *          int64  downstream offset after the data of the run before
 *          int8   cause (see {@link Cause#id})
 *          int64  when it began, milliseconds since 1970
 *          int32  leader epoch of its records on the source, -1 if unknown; not in version 0
 * </pre>
 *
 * <p>A null value, a tombstone, removes the run. Two keys are equal as bytes exactly if they are
 * equal, as compaction needs it; so a new version of the key must come with a new topic.
 *
 * <p>Versions of the value up to {@link #LAST_THAT_ADDS} only add fields at the end, such as may be
 * missing or be dropped when an older instance writes the run anew: a reader takes what it knows
 * and passes over the rest, so instances of both versions work side by side. What can't be done
 * that way gets a higher version. A release may write that only when all live instances say in
 * their status that they read it ({@code reads}); one that doesn't stops the partition, and says
 * that it is too old.
 */
public final class OffsetMapCodec {
  private static final short KEY_VERSION = 0;

  /** The newest version of the value that this reads, and the one that it writes. */
  public static final short VALUE_VERSION = 1;

  private static final short LAST_THAT_ADDS = 99;
  private static final int VALUE_BYTES = 2 + 2 * 16 + 4 * Long.BYTES + 1 + Integer.BYTES;

  /** Reads what follows the version. */
  private interface Reader<T> {
    T read(ByteBuffer bytes, short version);
  }

  private OffsetMapCodec() {}

  /** The bytes of a key. */
  public static byte[] encode(RunKey key) {
    byte[] topic = key.source().topic().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + 2 + topic.length + Integer.BYTES + Long.BYTES)
        .putShort(KEY_VERSION)
        .putShort((short) topic.length)
        .put(topic)
        .putInt(key.source().partition())
        .putLong(key.upstream())
        .array();
  }

  /** The bytes of a value. */
  public static byte[] encode(RunValue value) {
    Run run = value.run();
    ByteBuffer bytes = ByteBuffer.allocate(VALUE_BYTES).putShort(VALUE_VERSION);
    putId(bytes, value.incarnation().sourceTopicId());
    putId(bytes, value.incarnation().targetTopicId());
    return bytes
        .putLong(run.upstream())
        .putLong(run.downstream())
        .putLong(run.previousEnd())
        .put(run.cause().id())
        .putLong(run.timestampMs())
        .putInt(run.leaderEpoch())
        .array();
  }

  /**
   * Reads a key.
   *
   * @throws OffsetMapFormatException if these are not a key's bytes
   */
  public static RunKey decodeKey(byte[] bytes) {
    return decode("key", bytes, KEY_VERSION, KEY_VERSION, OffsetMapCodec::key);
  }

  /**
   * Reads a value that is not a tombstone.
   *
   * @throws OffsetMapFormatException if these are not a value's bytes
   */
  public static RunValue decodeValue(byte[] bytes) {
    return decode("value", bytes, VALUE_VERSION, LAST_THAT_ADDS, OffsetMapCodec::value);
  }

  /** Whether these are the bytes of a run's key and value. */
  public static boolean isReadable(byte[] key, byte[] value) {
    try {
      decodeKey(key);
      decodeValue(value);
      return true;
    } catch (OffsetMapFormatException malformed) {
      return false;
    }
  }

  private static RunKey key(ByteBuffer bytes, short version) {
    byte[] topic = new byte[Short.toUnsignedInt(bytes.getShort())];
    bytes.get(topic);
    String name = new String(topic, StandardCharsets.UTF_8);
    return new RunKey(new SourcePartition(name, bytes.getInt()), bytes.getLong());
  }

  private static RunValue value(ByteBuffer bytes, short version) {
    Incarnation incarnation = new Incarnation(id(bytes), id(bytes));
    long upstream = bytes.getLong();
    long downstream = bytes.getLong();
    long previousEnd = bytes.getLong();
    Cause cause = Cause.ofId(bytes.get());
    long timestampMs = bytes.getLong();
    int leaderEpoch = version == 0 ? Run.NO_EPOCH : bytes.getInt();
    Run run = new Run(upstream, downstream, previousEnd, cause, timestampMs, leaderEpoch);
    return new RunValue(incarnation, run);
  }

  private static <T> T decode(
      String what, byte[] bytes, short newest, short readable, Reader<T> reader) {
    if (bytes == null) {
      throw new OffsetMapFormatException("offset map: a record has no " + what);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      short version = buffer.getShort();
      if (version < 0 || version > readable) {
        throw new OffsetMapFormatException(
            "offset map: a record's %s has version %d, this instance reads %d: it is too old, or the record isn't Chappe's"
                .formatted(what, version, newest));
      }
      T result = reader.read(buffer, version);
      if (buffer.hasRemaining() && version <= newest) {
        throw new OffsetMapFormatException(
            "offset map: a record's " + what + " has " + buffer.remaining() + " bytes too many");
      }
      return result;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new OffsetMapFormatException("offset map: a record's " + what + " is malformed", e);
    }
  }

  private static void putId(ByteBuffer bytes, Uuid id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static Uuid id(ByteBuffer bytes) {
    return new Uuid(bytes.getLong(), bytes.getLong());
  }
}
