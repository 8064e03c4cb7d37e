package io.chappe.replicator.wire;

import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.FetchedBatch;
import java.nio.ByteBuffer;

/** A batch inside the response that brought it. */
final class SourceBatch implements FetchedBatch {
  private final ByteBuffer buffer;
  private final int start;
  private final boolean data;
  private final int size;
  private final ReceivePool.Lease lease;
  private final FetchAccount account;
  private final FetchedBatch origin;

  /**
   * A batch made of another.
   *
   * @param buffer holds nothing else
   * @param origin given back with this one
   */
  SourceBatch(ByteBuffer buffer, FetchedBatch origin) {
    this(buffer, 0, true, null, null, origin);
  }

  /**
   * @param buffer the buffer it lies in, of which only absolute positions are used
   * @param start where it begins
   * @param data whether it is to be copied
   * @param lease its share in the buffer, or null for memory that isn't pooled
   * @param account the partition's account, or null for none
   */
  SourceBatch(
      ByteBuffer buffer, int start, boolean data, ReceivePool.Lease lease, FetchAccount account) {
    this(buffer, start, data, lease, account, null);
  }

  private SourceBatch(
      ByteBuffer buffer,
      int start,
      boolean data,
      ReceivePool.Lease lease,
      FetchAccount account,
      FetchedBatch origin) {
    this.origin = origin;
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
      lease.retain();
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
        && RecordBatchHeader.isDense(buffer, start);
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
  void patchForAppend(long producerId, short producerEpoch, int baseSequence) {
    RecordBatchHeader.patchForAppend(buffer, start, producerId, producerEpoch, baseSequence);
  }

  @Override
  public void release() {
    if (account != null) {
      account.remove(size);
    }
    if (lease != null) {
      lease.release();
    }
    if (origin != null) {
      origin.release();
    }
  }
}
