package io.chappe.replicator.copy.port;

import java.util.List;

/**
 * A batch that was rebuilt without gaps, on the rewrite path.
 *
 * @param batch the new batch, appendable as it is
 * @param stretches where its records came from, in order; their counts sum up to the batch's record
 *     count
 */
public record Rewritten(FetchedBatch batch, List<Stretch> stretches) {
  /**
   * Consecutive records.
   *
   * @param upstream upstream offset of the first
   * @param count how many, at least 1
   */
  public record Stretch(long upstream, int count) {}
}
