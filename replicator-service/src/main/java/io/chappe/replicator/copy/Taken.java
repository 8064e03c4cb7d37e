package io.chappe.replicator.copy;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * A partition that has been taken over.
 *
 * @param sourceTopicId id of the source topic
 * @param producer identity to append with
 * @param mapSequence next sequence number in the map's partition
 * @param map the map, the run of this takeover included
 * @param replaced the topics that the map was about before, if one of them is another now
 * @param upstream next upstream offset to copy
 * @param downstream offset that the next append gets
 */
record Taken(
    Uuid sourceTopicId,
    ProducerIdentity producer,
    int mapSequence,
    OffsetMap map,
    Optional<Incarnation> replaced,
    long upstream,
    long downstream) {}
