package io.chappe.replicator.copy;

import io.chappe.offsetmap.OffsetMap;
import org.apache.kafka.common.Uuid;

/**
 * A partition that has been taken over.
 *
 * @param sourceTopicId id of the source topic
 * @param producer identity to append with
 * @param mapSequence next sequence number in the map's partition
 * @param map the map, the run of this takeover included
 * @param upstream next upstream offset to copy
 * @param downstream offset that the next append gets
 */
record Taken(
    Uuid sourceTopicId,
    ProducerIdentity producer,
    int mapSequence,
    OffsetMap map,
    long upstream,
    long downstream) {}
