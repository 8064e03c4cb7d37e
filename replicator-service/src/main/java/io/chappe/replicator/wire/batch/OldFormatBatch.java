package io.chappe.replicator.wire.batch;

import io.chappe.replicator.copy.port.FetchedBatch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;

/**
 * A batch from before magic v2, as old logs hold them: it has no header to patch, and is rebuilt as
 * v2.
 */
final class OldFormatBatch implements FetchedBatch, ReceivePool.Held {
  private final ByteBuffer bytes;
  private final MutableRecordBatch batch;
  private final int recordCount;
  private final long baseOffset;
  private final ReceivePool.Lease lease;
  private final FetchAccount account;

  private OldFormatBatch(
      ByteBuffer bytes,
      MutableRecordBatch batch,
      long baseOffset,
      int recordCount,
      ReceivePool.Lease lease,
      FetchAccount account) {
    this.bytes = bytes;
    this.batch = batch;
    this.baseOffset = baseOffset;
    this.recordCount = recordCount;
    this.lease = lease;
    this.account = account;
    account.add(bytes.limit());
    if (lease != null) {
      lease.retain(this);
    }
  }

  /** Its first offset and its count stand nowhere but in the records. */
  static OldFormatBatch of(ByteBuffer bytes, ReceivePool.Lease lease, FetchAccount account) {
    MutableRecordBatch batch = MemoryRecords.readableRecords(bytes).batches().iterator().next();
    // Before it is opened: decoders fail in all sorts of ways on what is corrupt.
    batch.ensureValid();
    int count = 0;
    long first = batch.lastOffset();
    for (Record entry : batch) {
      first = Math.min(first, entry.offset());
      count++;
    }
    return new OldFormatBatch(bytes, batch, first, count, lease, account);
  }

  @Override
  public long baseOffset() {
    return baseOffset;
  }

  @Override
  public long lastOffset() {
    return batch.lastOffset();
  }

  @Override
  public int recordCount() {
    return recordCount;
  }

  @Override
  public boolean isData() {
    return true;
  }

  @Override
  public boolean isAppendable() {
    return false;
  }

  @Override
  public int sizeInBytes() {
    return bytes.limit();
  }

  @Override
  public long maxTimestamp() {
    return batch.maxTimestamp();
  }

  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  /** Stays: batches of old formats are rare. */
  @Override
  public void moveOut() {}

  @Override
  public void chargeTo(TargetBroker broker) {
    account.chargeTo(broker);
  }

  @Override
  public void release() {
    account.remove(bytes.limit());
    if (lease != null) {
      lease.release(bytes.limit());
    }
  }
}
