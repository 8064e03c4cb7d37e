package io.chappe.checkpoint.syncs;

import io.chappe.offsetmap.Run;
import io.chappe.records.OffsetSync;
import java.util.Optional;

/**
 * What stands in the offset-syncs topic of one partition.
 *
 * @param last the newest sync
 * @param run the run that it was taken from; empty for one that was read from the topic
 * @param stillTrue whether all that stood there held when it was read
 */
record StoredSync(OffsetSync last, Optional<Run> run, boolean stillTrue) {

  /**
   * What stands after another sync. MM2's tools forget all that is older when one steps back, so
   * after a step back by a writer that came late all is to be told anew; the one before the first
   * record takes everything back on purpose.
   */
  StoredSync then(StoredSync next) {
    boolean back = next.last.upstreamOffset() < last.upstreamOffset();
    boolean onPurpose = back && next.last.upstreamOffset() < 0;
    return onPurpose || stillTrue && !back ? next : next.doubted();
  }

  StoredSync doubted() {
    return new StoredSync(last, run, false);
  }
}
