package io.chappe.replicator.wire.batch;

import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.port.FetchedBatch;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.CloseableIterator;

/**
 * Makes one batch of several small neighbours: for brokers a batch costs much more than a record.
 *
 * <p>Uncompressed records are copied byte by byte, but for their length, timestamp delta and offset
 * delta, which depend on the batch. Compressed ones are decoded, and encoded together with the same
 * codec. The new batch has a new checksum, so each old one is verified first: what is corrupt is
 * never merged.
 */
public final class BatchMerger {
  /** Bytes by which the three numbers of a record that change may grow. */
  private static final int GROWTH = 20;

  private BatchMerger() {}

  /**
   * Merges batches of one codec that follow each other without a gap. Takes them over, but only if
   * it succeeds.
   *
   * @return empty if one of them is corrupt
   */
  public static Optional<FetchedBatch> merge(List<FetchedBatch> neighbours) {
    List<ByteBuffer> batches =
        neighbours.stream().map(each -> ((SourceBatch) each).bytes()).toList();
    try {
      for (ByteBuffer batch : batches) {
        MemoryRecords.readableRecords(batch).firstBatch().ensureValid();
      }
      CompressionType codec = CompressionType.forId(RecordBatchHeader.codec(batches.getFirst(), 0));
      ByteBuffer merged =
          codec == CompressionType.NONE ? concatenated(batches) : recompressed(batches, codec);
      return Optional.of(new SourceBatch(merged, neighbours));
    } catch (KafkaException
        | BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException undecodable) {
      return Optional.empty();
    }
  }

  private static ByteBuffer recompressed(List<ByteBuffer> batches, CompressionType codec) {
    int bytes = batches.stream().mapToInt(ByteBuffer::remaining).sum();
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(Math.max(512, bytes)),
            RecordBatch.MAGIC_VALUE_V2,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            0L);
    // Decoders want large buffers: one for all batches, however small they are.
    try (BufferSupplier buffers = BufferSupplier.create()) {
      for (ByteBuffer batch : batches) {
        append(MemoryRecords.readableRecords(batch).firstBatch(), buffers, builder);
      }
    }
    return builder.build().buffer();
  }

  private static void append(
      RecordBatch batch, BufferSupplier buffers, MemoryRecordsBuilder builder) {
    try (CloseableIterator<Record> records = batch.streamingIterator(buffers)) {
      while (records.hasNext()) {
        Record entry = records.next();
        builder.append(entry.timestamp(), entry.key(), entry.value(), entry.headers());
      }
    }
  }

  private static ByteBuffer concatenated(List<ByteBuffer> batches) {
    int records = 0;
    int bytes = 0;
    long maxTimestamp = RecordBatch.NO_TIMESTAMP;
    for (ByteBuffer batch : batches) {
      records += RecordBatchHeader.recordCount(batch, 0);
      bytes += batch.remaining();
      maxTimestamp = Math.max(maxTimestamp, RecordBatchHeader.maxTimestamp(batch, 0));
    }
    ByteBuffer merged = ByteBuffer.allocate(bytes + GROWTH * records);
    merged.position(RecordBatchHeader.SIZE);
    long base = baseTimestamp(batches.getFirst());
    int first = 0;
    for (ByteBuffer batch : batches) {
      copyRecords(batch, first, base, merged);
      first += RecordBatchHeader.recordCount(batch, 0);
    }
    merged.flip();
    DefaultRecordBatch.writeHeader(
        merged,
        0L,
        records - 1,
        merged.limit(),
        RecordBatch.MAGIC_VALUE_V2,
        CompressionType.NONE,
        TimestampType.CREATE_TIME,
        base,
        maxTimestamp,
        RecordBatch.NO_PRODUCER_ID,
        RecordBatch.NO_PRODUCER_EPOCH,
        RecordBatch.NO_SEQUENCE,
        false,
        false,
        false,
        RecordBatch.NO_PARTITION_LEADER_EPOCH,
        records);
    return merged.position(0);
  }

  private static long baseTimestamp(ByteBuffer batch) {
    return RecordBatchHeader.hasLogAppendTime(batch, 0)
        ? RecordBatchHeader.maxTimestamp(batch, 0)
        : RecordBatchHeader.baseTimestamp(batch, 0);
  }

  /**
   * Copies the records of one batch.
   *
   * @param first place of its first record in the merged batch
   * @param base what timestamp deltas in the merged batch count from
   */
  private static void copyRecords(ByteBuffer batch, int first, long base, ByteBuffer merged) {
    boolean appendTime = RecordBatchHeader.hasLogAppendTime(batch, 0);
    long shift = baseTimestamp(batch) - base;
    int records = RecordBatchHeader.recordCount(batch, 0);
    ByteBuffer from = batch.duplicate().position(RecordBatchHeader.SIZE);
    for (int each = 0; each < records; each++) {
      int end = ByteUtils.readVarint(from);
      end += from.position();
      byte attributes = from.get();
      long ownDelta = ByteUtils.readVarlong(from);
      long timestampDelta = appendTime ? shift : ownDelta + shift;
      int offsetDelta = ByteUtils.readVarint(from) + first;
      ByteBuffer content = from.slice(from.position(), end - from.position());
      ByteUtils.writeVarint(
          1
              + ByteUtils.sizeOfVarlong(timestampDelta)
              + ByteUtils.sizeOfVarint(offsetDelta)
              + content.remaining(),
          merged);
      merged.put(attributes);
      ByteUtils.writeVarlong(timestampDelta, merged);
      ByteUtils.writeVarint(offsetDelta, merged);
      merged.put(content);
      from.position(end);
    }
    if (from.hasRemaining()) {
      throw new IllegalArgumentException("a batch holds more than its records");
    }
  }
}
