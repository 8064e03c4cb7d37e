package io.chappe.replicator.copy;

import java.util.OptionalLong;

/**
 * The end of a fenced target partition.
 *
 * @param logStart first offset still there
 * @param logEnd offset that the next append gets
 * @param dataEnd offset after the last record that is data: markers of takeovers may lie between it
 *     and the log end. Empty where no data is left
 */
public record TargetTail(long logStart, long logEnd, OptionalLong dataEnd) {}
