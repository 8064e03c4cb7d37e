package io.chappe.replicator.copy.takeover;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition that this instance owns, and where it goes on.
 *
 * @param sourceTopicId id of the source topic
 * @param producer identity to append with
 * @param mapPartition where the map's runs go
 * @param mapSequence next sequence number in the map's partition
 * @param map the map, the run of this takeover included
 * @param obsolete keys of runs that stand in the map's topic and no longer hold
 * @param replaced the topics that the map was about before, if one of them is another now
 * @param upstream next upstream offset to copy
 * @param downstream offset that the next append gets
 * @param dataEnd downstream offset after the last record that is there; markers may follow
 * @param sequence sequence number that the next append gets
 */
public record TakeoverResult(
    Uuid sourceTopicId,
    ProducerIdentity producer,
    TopicPartition mapPartition,
    int mapSequence,
    OffsetMap map,
    List<Long> obsolete,
    Optional<Incarnation> replaced,
    long upstream,
    long downstream,
    long dataEnd,
    int sequence) {}
