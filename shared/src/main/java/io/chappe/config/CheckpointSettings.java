package io.chappe.config;

import java.time.Duration;

/**
 * How a flow emits checkpoints.
 *
 * @param emit whether checkpoints are emitted
 * @param emitInterval time between two looks at the groups' committed offsets
 * @param refreshGroupsInterval time between two looks for new groups; zero when switched off
 * @param syncGroupOffsets whether translated offsets are committed to the groups on the target
 * @param syncGroupOffsetsInterval time between two such commits, in either direction
 * @param failback whether offsets that groups committed for remote topics on the target are
 *     committed to the groups on the source
 * @param goneMaxPercent the share of the groups, from 0 to 100, that may have lost all their
 *     offsets on the source at once for their checkpoints to be removed; 100 for any reason
 * @param replicationFactor replication factor of the checkpoints topic
 */
public record CheckpointSettings(
    boolean emit,
    Duration emitInterval,
    Duration refreshGroupsInterval,
    boolean syncGroupOffsets,
    Duration syncGroupOffsetsInterval,
    boolean failback,
    int goneMaxPercent,
    short replicationFactor) {}
