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
 * @param deletions what becomes of remote topics whose source topics are deleted
 */
public record TopicSettings(
    Duration refreshInterval,
    short replicationFactor,
    Duration syncConfigsInterval,
    short offsetMapReplicationFactor,
    boolean replicateHeartbeats,
    Duration syncAclsInterval,
    DeletionSettings deletions) {

  /** The same without an operator's yes to deletions. */
  public TopicSettings unconfirmed() {
    return new TopicSettings(
        refreshInterval,
        replicationFactor,
        syncConfigsInterval,
        offsetMapReplicationFactor,
        replicateHeartbeats,
        syncAclsInterval,
        deletions.unconfirmed());
  }
}
