package io.chappe.replicator.topics.catalog;

import org.apache.kafka.common.Uuid;

/**
 * A topic of the source cluster that is replicated.
 *
 * @param name its name on the source
 * @param id its id on the source: another id under the same name is another topic; {@link
 *     Uuid#ZERO_UUID} where the cluster gives topics none
 * @param partitions number of partitions, at least 1
 * @param remoteName name of its copy on the target
 */
public record SourceTopic(String name, Uuid id, int partitions, String remoteName) {}
