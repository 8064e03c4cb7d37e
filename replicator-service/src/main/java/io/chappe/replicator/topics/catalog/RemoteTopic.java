package io.chappe.replicator.topics.catalog;

import org.apache.kafka.common.Uuid;

/**
 * A topic of the target cluster that holds the copy of a source topic.
 *
 * @param name its name on the target
 * @param id its id on the target: another id under the same name is another, empty topic; {@link
 *     Uuid#ZERO_UUID} where the cluster gives topics none
 * @param partitions number of partitions, at least 1; may be more than the source has
 */
public record RemoteTopic(String name, Uuid id, int partitions) {}
