package io.chappe.config;

import io.chappe.naming.NameFilter;

/**
 * How a flow copies records.
 *
 * @param start where the copy of a partition begins that was never copied before
 * @param shared remote topics that others write to as well: copying into them is at-least-once
 * @param bufferBytes bytes of fetched batches that an instance holds at most, about
 * @param offsetMapMaxRuns runs of the offset map that are kept for a partition, at least 8: beyond
 *     that, old offsets translate to somewhat lower ones than they could
 * @param topicSeries topics that have metric series of their own, on each instance; the others
 *     share one set
 * @param live what may be changed without the flow being started anew
 */
public record CopySettings(
    StartPosition start,
    NameFilter shared,
    long bufferBytes,
    int offsetMapMaxRuns,
    long topicSeries,
    Live live) {

  /**
   * What is gone over to while records are copied.
   *
   * @param onSourceLoss what to do where the source has deleted records before they were copied
   * @param rateLimit bytes per second that all instances together read at most, counted as stored;
   *     0 for no limit
   * @param paused whether nothing is read for now but heartbeats; partitions stay where they are
   */
  public record Live(SourceLoss onSourceLoss, long rateLimit, boolean paused) {}

  /** Whether a flow can go from here to {@code next} without being started anew. */
  public boolean differsOnlyLive(CopySettings next) {
    return new CopySettings(start, shared, bufferBytes, offsetMapMaxRuns, topicSeries, next.live)
        .equals(next);
  }

  /** See {@link Live#onSourceLoss}. */
  public SourceLoss onSourceLoss() {
    return live.onSourceLoss();
  }

  /** See {@link Live#rateLimit}. */
  public long rateLimit() {
    return live.rateLimit();
  }

  /** See {@link Live#paused}. */
  public boolean paused() {
    return live.paused();
  }
}
