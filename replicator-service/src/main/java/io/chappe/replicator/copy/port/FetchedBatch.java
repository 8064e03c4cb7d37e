package io.chappe.replicator.copy.port;

import io.chappe.offsetmap.Run;

/**
 * One record batch as it was fetched from the source: its offsets and its bytes, which nobody
 * opens.
 *
 * <p>The bytes lie in a shared buffer. Whoever holds a batch last calls {@link #release()} once, or
 * the buffer is lost to the pool.
 */
public interface FetchedBatch {
  /** Offset of the first record, as produced. */
  long baseOffset();

  /**
   * Offset of the last record, as produced; compaction may have removed records, also the first or
   * last.
   */
  long lastOffset();

  /** Number of records it holds. */
  int recordCount();

  /**
   * Whether it is to be copied: false for transaction markers and for batches of aborted
   * transactions.
   */
  boolean isData();

  /**
   * Whether it can be appended as it is: its offsets have no gaps and brokers of today take its
   * format. Others take the rewrite path.
   */
  boolean isAppendable();

  /**
   * Whether this batch and the one that follows it on the source are small, without a gap inside or
   * between them, and alike enough to become one: see {@link BatchCodec#merge}.
   */
  default boolean mergesWith(FetchedBatch next) {
    return false;
  }

  /** Size in bytes. */
  int sizeInBytes();

  /** Largest timestamp in it, in milliseconds since the epoch. */
  long maxTimestamp();

  /**
   * In which epoch the partition's leader took it, {@link Run#NO_EPOCH} if unknown. To be asked
   * before it is appended.
   */
  default int leaderEpoch() {
    return Run.NO_EPOCH;
  }

  /** Gives the bytes back. */
  void release();
}
