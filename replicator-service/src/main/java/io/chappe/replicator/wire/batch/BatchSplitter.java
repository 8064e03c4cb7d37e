package io.chappe.replicator.wire.batch;

import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Takes a partition's part of a fetch response apart into batches, and tells which of them a {@code
 * read_committed} consumer would not see: markers, and batches of the transactions that the
 * response lists as aborted. Only headers and markers are read.
 */
public final class BatchSplitter {
  private final PriorityQueue<FetchResponseData.AbortedTransaction> aborted;
  private final Set<Long> abortedProducers = new HashSet<>();

  private final ReceivePool.Lease lease;
  private final FetchAccount account;

  private BatchSplitter(
      List<FetchResponseData.AbortedTransaction> transactions,
      ReceivePool.Lease lease,
      FetchAccount account) {
    this.lease = lease;
    this.account = account;
    this.aborted =
        new PriorityQueue<>(
            Comparator.comparingLong(FetchResponseData.AbortedTransaction::firstOffset));
    if (transactions != null) {
      aborted.addAll(transactions);
    }
  }

  /**
   * The batches of {@code partition}; empty if it brought no whole batch. Ends before the first
   * that is visibly corrupt; if there is none before it, throws what Kafka throws.
   *
   * @param lease the buffer of the whole response, held by the caller until all its partitions are
   *     split; null for memory that isn't pooled
   * @param account takes the bytes of the batches
   */
  public static Optional<Chunk> split(
      FetchResponseData.PartitionData partition, ReceivePool.Lease lease, FetchAccount account) {
    MemoryRecords records = (MemoryRecords) FetchResponse.recordsOrFail(partition);
    if (records.sizeInBytes() == 0) {
      return Optional.empty();
    }
    return new BatchSplitter(partition.abortedTransactions(), lease, account)
        .split(records.buffer(), partition.lastStableOffset(), partition.highWatermark());
  }

  /** The memory that the partition's batches lie in. */
  public static ByteBuffer buffer(FetchResponseData.PartitionData partition) {
    return ((MemoryRecords) FetchResponse.recordsOrFail(partition)).buffer();
  }

  private Optional<Chunk> split(ByteBuffer buffer, long lastStableOffset, long highWatermark) {
    List<FetchedBatch> batches = new ArrayList<>();
    try {
      int start = buffer.position();
      while (isWhole(buffer, start)) {
        batches.add(batch(buffer, start));
        start += RecordBatchHeader.size(buffer, start);
      }
    } catch (KafkaException corrupt) {
      // What comes before it is good. It will be at the beginning next time.
      if (batches.isEmpty()) {
        throw corrupt;
      }
    }
    long readable = lastStableOffset >= 0 ? lastStableOffset : highWatermark;
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chunk(batches, batches.getLast().lastOffset() + 1, readable));
  }

  private static boolean isWhole(ByteBuffer buffer, int start) {
    if (buffer.limit() - start <= RecordBatchHeader.MAGIC) {
      return false;
    }
    int size = RecordBatchHeader.size(buffer, start);
    byte magic = RecordBatchHeader.magic(buffer, start);
    boolean isPossible =
        magic == RecordBatchHeader.MAGIC_V2
            ? size >= RecordBatchHeader.SIZE
            : magic >= 0 && magic < RecordBatchHeader.MAGIC_V2 && size > RecordBatchHeader.MAGIC;
    if (!isPossible) {
      throw new CorruptRecordException(
          "a batch of magic %d can't have %d bytes".formatted(magic, size));
    }
    return buffer.limit() - start >= size;
  }

  private FetchedBatch batch(ByteBuffer buffer, int start) {
    return RecordBatchHeader.magic(buffer, start) == RecordBatchHeader.MAGIC_V2
        ? new SourceBatch(buffer, start, isCommittedData(buffer, start), lease, account)
        : OldFormatBatch.of(
            buffer.slice(start, RecordBatchHeader.size(buffer, start)), lease, account);
  }

  private boolean isCommittedData(ByteBuffer buffer, int start) {
    long lastOffset = RecordBatchHeader.lastOffset(buffer, start);
    while (!aborted.isEmpty() && aborted.peek().firstOffset() <= lastOffset) {
      abortedProducers.add(aborted.poll().producerId());
    }
    long producerId = RecordBatchHeader.producerId(buffer, start);
    if (RecordBatchHeader.isControl(buffer, start)) {
      if (abortedProducers.contains(producerId) && isAbortMarker(buffer, start)) {
        abortedProducers.remove(producerId);
      }
      return false;
    }
    return !(RecordBatchHeader.isTransactional(buffer, start)
        && abortedProducers.contains(producerId));
  }

  private static boolean isAbortMarker(ByteBuffer buffer, int start) {
    RecordBatch marker =
        MemoryRecords.readableRecords(buffer.slice(start, RecordBatchHeader.size(buffer, start)))
            .firstBatch();
    if (!(marker instanceof DefaultRecordBatch)) {
      return false;
    }
    for (Record entry : marker) {
      return ControlRecordType.parse(entry.key()) == ControlRecordType.ABORT;
    }
    return false;
  }
}
