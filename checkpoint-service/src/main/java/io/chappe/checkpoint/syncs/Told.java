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
record Told(OffsetSync last, Optional<Run> run, boolean stillTrue) {

  Told doubted() {
    return new Told(last, run, false);
  }
}
