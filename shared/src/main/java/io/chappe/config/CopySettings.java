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
 * @param onSourceLoss what to do where the source has deleted records before they were copied
 * @param rateLimit bytes per second that all instances together read at most, counted as stored; 0
 *     for no limit
 * @param topicSeries topics that have metric series of their own, on each instance; the others
 *     share one set
 * @param paused whether nothing is read for now but heartbeats; partitions stay where they are
 */
public record CopySettings(
    StartPosition start,
    NameFilter shared,
    long bufferBytes,
    int offsetMapMaxRuns,
    SourceLoss onSourceLoss,
    long rateLimit,
    long topicSeries,
    boolean paused) {}
