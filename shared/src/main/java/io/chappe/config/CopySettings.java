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
 */
public record CopySettings(
    StartPosition start, NameFilter shared, long bufferBytes, int offsetMapMaxRuns) {}
