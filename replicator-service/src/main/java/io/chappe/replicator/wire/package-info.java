/**
 * The data path on Kafka's own network client, the only place that knows Kafka's internal classes:
 * {@code cluster} reaches brokers, {@code fetch} reads from the source, {@code batch} holds what
 * was read until it is stored, {@code append} writes to the target. {@link
 * io.chappe.replicator.wire.KafkaConnections} is the way in.
 */
package io.chappe.replicator.wire;
