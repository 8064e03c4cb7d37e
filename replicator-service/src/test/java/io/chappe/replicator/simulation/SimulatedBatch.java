package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.FetchedBatch;
import java.util.List;

/**
 * A batch in the source's log.
 *
 * @param baseOffset offset of the first record as produced
 * @param lastOffset offset of the last record as produced
 * @param records the offsets of the records that compaction has left
 * @param isData false for a marker or an aborted batch
 */
record SimulatedBatch(long baseOffset, long lastOffset, List<Long> records, boolean isData)
    implements FetchedBatch {
  @Override
  public int recordCount() {
    return records.size();
  }

  @Override
  public boolean isAppendable() {
    return records.size() == lastOffset - baseOffset + 1;
  }

  @Override
  public boolean mergesWith(FetchedBatch next) {
    return isData
        && next.isData()
        && isAppendable()
        && next.isAppendable()
        && next.baseOffset() == lastOffset + 1
        && next.leaderEpoch() == leaderEpoch();
  }

  @Override
  public int sizeInBytes() {
    return 100 * records.size();
  }

  @Override
  public long maxTimestamp() {
    return 0;
  }

  /** The source gets another leader every hundred offsets. */
  @Override
  public int leaderEpoch() {
    return (int) (baseOffset / 100);
  }

  @Override
  public void release() {}
}
