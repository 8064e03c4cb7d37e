/**
 * How far behind the copies of this instance's partitions are, whatever becomes of the copying:
 * {@link io.chappe.replicator.lag.LagWatch} asks the source for its ends and both clusters for a
 * sign of life, {@link io.chappe.replicator.lag.FlowLag} says what follows from that.
 */
package io.chappe.replicator.lag;
