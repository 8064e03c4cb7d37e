package io.chappe.replicator.batch;

import java.nio.ByteBuffer;

/**
 * The fixed header of a record batch in magic v2, read and patched in place, the payload untouched.
 *
 * <p>Layout: Kafka protocol guide, "Record Batch". All positions are absolute in the buffer; the
 * buffer's own position and limit play no part and are never changed.
 */
public final class RecordBatchHeader {
  /** Bytes of the header: where the records begin. */
  public static final int SIZE = 61;

  /** Bytes before the part that the batch's length field counts. */
  public static final int LENGTH_OVERHEAD = 12;

  /** Offset of the magic byte, the same in all magic versions. */
  public static final int MAGIC = 16;

  /** The only magic version that this class reads. */
  public static final byte MAGIC_V2 = 2;

  private static final int LENGTH = 8;
  private static final int LEADER_EPOCH = 12;
  private static final int CRC = 17;
  private static final int ATTRIBUTES = 21;
  private static final int LAST_OFFSET_DELTA = 23;
  private static final int BASE_TIMESTAMP = 27;
  private static final int MAX_TIMESTAMP = 35;
  private static final int PRODUCER_ID = 43;
  private static final int PRODUCER_EPOCH = 51;
  private static final int BASE_SEQUENCE = 53;
  private static final int RECORD_COUNT = 57;

  private static final int CODEC_MASK = 0x07;
  private static final int LOG_APPEND_TIME = 0x08;
  private static final int TRANSACTIONAL = 0x10;
  private static final int CONTROL = 0x20;
  private static final int DELETE_HORIZON = 0x40;

  private RecordBatchHeader() {}

  /** Size of the whole batch at {@code start}, in bytes. */
  public static int size(ByteBuffer buffer, int start) {
    return LENGTH_OVERHEAD + buffer.getInt(start + LENGTH);
  }

  /** Whether a whole batch lies between {@code start} and the buffer's limit. */
  public static boolean isWhole(ByteBuffer buffer, int start) {
    return buffer.limit() - start >= SIZE && buffer.limit() - start >= size(buffer, start);
  }

  /** In which epoch the partition's leader took the batch. */
  public static int leaderEpoch(ByteBuffer buffer, int start) {
    return buffer.getInt(start + LEADER_EPOCH);
  }

  /** Magic version of the batch at {@code start}. */
  public static byte magic(ByteBuffer buffer, int start) {
    return buffer.get(start + MAGIC);
  }

  /**
   * Offset of the first record of the batch as it was produced (compaction may have removed that
   * record).
   */
  public static long baseOffset(ByteBuffer buffer, int start) {
    return buffer.getLong(start);
  }

  /** Offset of the last record of the batch as it was produced. */
  public static long lastOffset(ByteBuffer buffer, int start) {
    return baseOffset(buffer, start) + buffer.getInt(start + LAST_OFFSET_DELTA);
  }

  /** Number of records that the batch holds. */
  public static int recordCount(ByteBuffer buffer, int start) {
    return buffer.getInt(start + RECORD_COUNT);
  }

  /** Largest timestamp of the batch, in milliseconds, or the append time. */
  public static long maxTimestamp(ByteBuffer buffer, int start) {
    return buffer.getLong(start + MAX_TIMESTAMP);
  }

  /**
   * What the records' timestamp deltas count from: the first record's timestamp, or the delete
   * horizon where compaction has set one.
   */
  public static long baseTimestamp(ByteBuffer buffer, int start) {
    return buffer.getLong(start + BASE_TIMESTAMP);
  }

  /** Producer id, or -1. */
  public static long producerId(ByteBuffer buffer, int start) {
    return buffer.getLong(start + PRODUCER_ID);
  }

  /** Epoch of the producer, or -1. */
  public static short producerEpoch(ByteBuffer buffer, int start) {
    return buffer.getShort(start + PRODUCER_EPOCH);
  }

  /** The codec's id: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  public static int codec(ByteBuffer buffer, int start) {
    return attributes(buffer, start) & CODEC_MASK;
  }

  /** Whether the batch is a transaction marker, not data. */
  public static boolean isControl(ByteBuffer buffer, int start) {
    return (attributes(buffer, start) & CONTROL) != 0;
  }

  /** Whether the batch was produced in a transaction. */
  public static boolean isTransactional(ByteBuffer buffer, int start) {
    return (attributes(buffer, start) & TRANSACTIONAL) != 0;
  }

  /** Whether the batch bears the time of its append instead of the producers' timestamps. */
  public static boolean hasLogAppendTime(ByteBuffer buffer, int start) {
    return (attributes(buffer, start) & LOG_APPEND_TIME) != 0;
  }

  /**
   * Whether every offset from the first to the last has a record: only such batches can be appended
   * as they are.
   */
  public static boolean isDense(ByteBuffer buffer, int start) {
    return recordCount(buffer, start) == buffer.getInt(start + LAST_OFFSET_DELTA) + 1;
  }

  private static int attributes(ByteBuffer buffer, int start) {
    return buffer.getShort(start + ATTRIBUTES);
  }

  /**
   * Makes the batch one of an idempotent, non-transactional producer, beginning at offset 0 as
   * brokers want it.
   *
   * <p>The checksum is carried on by {@link Crc32cShift}, not computed anew: a payload that was
   * corrupt before stays detectably corrupt.
   *
   * @param producerId producer id of the appender
   * @param producerEpoch its epoch
   * @param baseSequence sequence number of the first record
   */
  public static void patchForAppend(
      ByteBuffer buffer, int start, long producerId, short producerEpoch, int baseSequence) {
    buffer.putLong(start, 0L);
    buffer.putInt(start + LEADER_EPOCH, -1);

    int attributes = attributes(buffer, start);
    int newAttributes = attributes & ~(TRANSACTIONAL | DELETE_HORIZON);
    int register = updateShort(0, attributes ^ newAttributes);
    register = Crc32cShift.appendZeros(register, PRODUCER_ID - LAST_OFFSET_DELTA);
    register = updateLong(register, producerId(buffer, start) ^ producerId);
    register = updateShort(register, producerEpoch(buffer, start) ^ producerEpoch);
    register = updateInt(register, buffer.getInt(start + BASE_SEQUENCE) ^ baseSequence);
    register = Crc32cShift.appendZeros(register, size(buffer, start) - RECORD_COUNT);

    buffer.putInt(start + CRC, buffer.getInt(start + CRC) ^ register);
    buffer.putShort(start + ATTRIBUTES, (short) newAttributes);
    buffer.putLong(start + PRODUCER_ID, producerId);
    buffer.putShort(start + PRODUCER_EPOCH, producerEpoch);
    buffer.putInt(start + BASE_SEQUENCE, baseSequence);
  }

  private static int updateLong(int register, long difference) {
    return updateInt(updateInt(register, (int) (difference >>> 32)), (int) difference);
  }

  private static int updateInt(int register, int difference) {
    return updateShort(updateShort(register, difference >>> 16), difference);
  }

  private static int updateShort(int register, int difference) {
    return Crc32cShift.update(
        Crc32cShift.update(register, (difference >>> 8) & 0xFF), difference & 0xFF);
  }
}
