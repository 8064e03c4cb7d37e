package io.chappe.replicator.copy.takeover;

import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.Timers;
import java.util.function.LongSupplier;

/**
 * What the partitions of a copy loop have in common.
 *
 * @param clusters where from and where to
 * @param timers of the loop
 * @param observer hears what happens to the partitions
 * @param wallClockMs milliseconds since the epoch, for the timestamps of runs and for latency
 * @param maxRuns runs of the offset map to keep for a partition, at least 8
 */
public record CopyContext(
    Clusters clusters,
    Timers timers,
    CopyObserver observer,
    LongSupplier wallClockMs,
    int maxRuns) {
  /**
   * Access to the two clusters.
   *
   * @param source where batches are fetched from
   * @param target where they are appended
   * @param store the offset map on the target
   * @param codec of the batches that go from one to the other
   */
  public record Clusters(
      BatchFetcher source, BatchAppender target, OffsetMapStore store, BatchCodec codec) {}

  public BatchFetcher source() {
    return clusters.source();
  }

  public BatchAppender target() {
    return clusters.target();
  }

  public OffsetMapStore store() {
    return clusters.store();
  }

  public BatchCodec codec() {
    return clusters.codec();
  }

  /** Milliseconds since the epoch. */
  public long nowMs() {
    return wallClockMs.getAsLong();
  }
}
