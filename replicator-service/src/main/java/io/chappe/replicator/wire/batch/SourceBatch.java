package io.chappe.replicator.wire.batch;

import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.port.FetchedBatch;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.CompressionType;

/** A batch inside the response that brought it. */
public final class SourceBatch implements FetchedBatch, ReceivePool.Held {
  /** To copy and to checksum the records of larger ones costs more than it saves. */
  private static final int MERGEABLE_BYTES = 4 * 1024;

  /**
   * The same for compressed batches, which are decoded and encoded anew when they are merged: from
   * about here on that costs this process more than it saves both.
   */
  private static final int MERGEABLE_COMPRESSED_BYTES = 1024;

  private final boolean data;
  private final int size;
  private final FetchAccount account;
  private final List<FetchedBatch> origins;
  private ByteBuffer buffer;
  private int start;
  private ReceivePool.Lease lease;
  private ProduceBuilder request;
  private boolean spent;
  private boolean released;

  /**
   * A batch made of others.
   *
   * @param buffer holds nothing else
   * @param origins given back with this one
   */
  public SourceBatch(ByteBuffer buffer, List<FetchedBatch> origins) {
    this(buffer, 0, true, null, null, List.copyOf(origins));
    for (FetchedBatch origin : origins) {
      if (origin instanceof SourceBatch source) {
        source.spent = true;
      }
    }
  }

  /**
   * @param buffer the buffer it lies in, of which only absolute positions are used
   * @param start where it begins
   * @param data whether it is to be copied
   * @param lease its share in the buffer, or null for memory that isn't pooled
   * @param account the partition's account, or null for none
   */
  public SourceBatch(
      ByteBuffer buffer, int start, boolean data, ReceivePool.Lease lease, FetchAccount account) {
    this(buffer, start, data, lease, account, List.of());
  }

  private SourceBatch(
      ByteBuffer buffer,
      int start,
      boolean data,
      ReceivePool.Lease lease,
      FetchAccount account,
      List<FetchedBatch> origins) {
    this.origins = origins;
    this.buffer = buffer;
    this.start = start;
    this.data = data;
    this.size = RecordBatchHeader.size(buffer, start);
    this.lease = lease;
    this.account = account;
    if (account != null) {
      account.add(size);
    }
    if (lease != null) {
      lease.retain(this);
    }
  }

  @Override
  public long baseOffset() {
    return RecordBatchHeader.baseOffset(buffer, start);
  }

  @Override
  public long lastOffset() {
    return RecordBatchHeader.lastOffset(buffer, start);
  }

  @Override
  public int recordCount() {
    return RecordBatchHeader.recordCount(buffer, start);
  }

  @Override
  public boolean isData() {
    return data;
  }

  @Override
  public boolean isAppendable() {
    return RecordBatchHeader.magic(buffer, start) == RecordBatchHeader.MAGIC_V2
        && RecordBatchHeader.isDense(buffer, start)
        && !RecordBatchHeader.hasLogAppendTime(buffer, start);
  }

  @Override
  public boolean mergesWith(FetchedBatch next) {
    return next instanceof SourceBatch other
        && isMergeable()
        && other.isMergeable()
        && other.baseOffset() == lastOffset() + 1
        && other.leaderEpoch() == leaderEpoch()
        && RecordBatchHeader.codec(other.buffer, other.start)
            == RecordBatchHeader.codec(buffer, start)
        && RecordBatchHeader.hasLogAppendTime(other.buffer, other.start)
            == RecordBatchHeader.hasLogAppendTime(buffer, start);
  }

  private boolean isMergeable() {
    int largest =
        RecordBatchHeader.codec(buffer, start) == CompressionType.NONE.id
            ? MERGEABLE_BYTES
            : MERGEABLE_COMPRESSED_BYTES;
    return data && size <= largest && RecordBatchHeader.isDense(buffer, start);
  }

  @Override
  public int sizeInBytes() {
    return size;
  }

  @Override
  public long maxTimestamp() {
    return RecordBatchHeader.maxTimestamp(buffer, start);
  }

  @Override
  public int leaderEpoch() {
    return RecordBatchHeader.leaderEpoch(buffer, start);
  }

  /** The batch's bytes, without a copy. */
  ByteBuffer bytes() {
    return buffer.slice(start, size);
  }

  /** See {@link RecordBatchHeader#patchForAppend}. */
  public void patchForAppend(long producerId, short producerEpoch, int baseSequence) {
    RecordBatchHeader.patchForAppend(buffer, start, producerId, producerEpoch, baseSequence);
  }

  /** Says in which request this batch is on its way. */
  void sentIn(ProduceBuilder newRequest) {
    request = newRequest;
  }

  @Override
  public void moveOut() {
    if (released || lease == null || request != null && request.isBeingWritten()) {
      return;
    }
    if (!spent) {
      byte[] own = new byte[size];
      buffer.get(start, own);
      buffer = ByteBuffer.wrap(own);
      start = 0;
    }
    lease = lease.exchange(size);
  }

  @Override
  public void chargeTo(TargetBroker broker) {
    if (account != null) {
      account.chargeTo(broker);
    } else if (!origins.isEmpty() && origins.getFirst() instanceof ReceivePool.Held first) {
      // All are of one partition.
      first.chargeTo(broker);
    }
  }

  @Override
  public void release() {
    released = true;
    if (account != null) {
      account.remove(size);
    }
    if (lease != null) {
      lease.release(size);
    }
    origins.forEach(FetchedBatch::release);
  }
}
