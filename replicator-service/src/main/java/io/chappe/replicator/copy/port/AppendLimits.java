package io.chappe.replicator.copy.port;

/**
 * How large batches may get on their way to one target partition.
 *
 * @param largestBatch bytes; larger batches are split
 * @param unmergedBelow upstream offset below which no batches are merged, so that the target's
 *     refusal of one of them holds no other up
 */
public record AppendLimits(int largestBatch, long unmergedBelow) {
  /** Nothing is known of the target's limits. */
  public static final AppendLimits NONE = new AppendLimits(Integer.MAX_VALUE, 0);

  private static final int LARGEST_MERGED = 64 * 1024;

  /** Bytes of small batches to put into one. */
  public int largestMerged() {
    return Math.min(LARGEST_MERGED, largestBatch);
  }
}
