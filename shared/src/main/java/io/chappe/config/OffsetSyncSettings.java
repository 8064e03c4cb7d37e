package io.chappe.config;

/**
 * How a flow writes MM2's offset syncs.
 *
 * @param emit whether they are written
 * @param onSource whether their topic lies on the source, else on the target
 * @param lagMax how many records apart they are at the newest end of a partition, at least 0
 * @param replicationFactor replication factor of their topic
 */
public record OffsetSyncSettings(
    boolean emit, boolean onSource, long lagMax, short replicationFactor) {}
