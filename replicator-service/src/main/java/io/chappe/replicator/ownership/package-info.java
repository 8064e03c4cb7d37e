/**
 * Which source partitions of a flow this instance is in charge of: decided by a consumer group on
 * the source cluster.
 *
 * <p>{@link io.chappe.replicator.ownership.PartitionOwnership} is the way in. The consumer behind
 * it never fetches: it is there for its membership, and for mirroring positions to the group.
 */
package io.chappe.replicator.ownership;
