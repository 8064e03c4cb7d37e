package io.chappe.replicator.copy.port;

import java.util.List;

/**
 * What one fetch brought for one partition.
 *
 * @param batches the batches in order, at least one; the first may begin before the offset that was
 *     asked for
 * @param endOffset the upstream offset after the last batch: where the next fetch goes on
 * @param lastStableOffset the upstream offset up to which a {@code read_committed} consumer can
 *     read now
 */
public record Chunk(List<FetchedBatch> batches, long endOffset, long lastStableOffset) {
  /** Gives the bytes of all batches back. */
  public void release() {
    batches.forEach(FetchedBatch::release);
  }
}
