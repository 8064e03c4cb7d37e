package io.chappe.replicator.copy.refusal;

import io.chappe.failure.Failure;

/**
 * A batch that the target doesn't take for what is in it.
 *
 * @param failure what the target says
 * @param from upstream offset of the batch's first record
 * @param to upstream offset of its last
 * @param record upstream offset of the first record at fault; -1 if that isn't known
 * @param records how many it holds
 * @param bytes its size
 * @param merged whether it was several batches on the source
 */
public record Refusal(
    Failure.Refused failure,
    long from,
    long to,
    long record,
    int records,
    int bytes,
    boolean merged) {
  /** Which offsets it is about, for people. */
  public String offsets() {
    if (record >= 0) {
      return "offset " + record;
    }
    return from == to ? "offset " + from : "offsets " + from + " to " + to;
  }
}
