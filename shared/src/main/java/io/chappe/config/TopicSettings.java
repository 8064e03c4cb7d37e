package io.chappe.config;

import java.time.Duration;

/**
 * How a flow finds, creates and keeps its remote topics.
 *
 * @param refreshInterval time between two looks for new topics and partitions; zero when switched
 *     off
 * @param replicationFactor replication factor of new remote topics, at least 1, or -1 for the
 *     target broker's default
 * @param syncConfigsInterval time between two syncs of topic configurations; zero when switched off
 * @param offsetMapReplicationFactor replication factor of the offset-map topic
 * @param replicateHeartbeats whether heartbeats topics are replicated even if the topic filter
 *     leaves them out (KIP-1089)
 * @param syncAclsInterval time between two syncs of topics' access control lists; zero when
 *     switched off
 * @param syncDeletions whether a remote topic is deleted when its source topic is
 */
public record TopicSettings(
    Duration refreshInterval,
    short replicationFactor,
    Duration syncConfigsInterval,
    short offsetMapReplicationFactor,
    boolean replicateHeartbeats,
    Duration syncAclsInterval,
    boolean syncDeletions) {}
