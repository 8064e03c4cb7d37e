package io.chappe.replicator.copy;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The end of a fenced target partition.
 *
 * @param logStart first offset still there
 * @param logEnd offset that the next append gets
 * @param dataEnd offset after the last record that counts as ours: markers of takeovers, and what
 *     others wrote, may lie between it and the log end. Empty if there is none
 * @param oldestMarker if there is no such record: who wrote the first marker that the log still
 *     has, of those that may fence this flow's owners
 */
public record TargetTail(
    long logStart, long logEnd, OptionalLong dataEnd, Optional<ProducerIdentity> oldestMarker) {}
