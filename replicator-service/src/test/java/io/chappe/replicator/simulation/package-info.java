/**
 * A deterministic simulation of takeovers, which runs the production code of a partition's copy in
 * thousands of random schedules, and checks that nothing is lost, nothing is there twice, the order
 * is kept and the offset map is right.
 *
 * <p>The simulated world: a source with transaction markers, aborted and compacted batches; a data
 * partition and a map partition that check epochs and sequence numbers as brokers do; a transaction
 * coordinator that answers before its markers are written; connections that delay, break, and
 * deliver late what nobody waits for any more; processes that are killed, stopped and continued, or
 * believe to be owners at the same time. A schedule that goes wrong is repeated by its seed and
 * printed step by step.
 *
 * <p>The protocol stands with {@link io.chappe.replicator.copy.takeover}; {@link
 * io.chappe.replicator.simulation.Flaw} breaks its steps one by one.
 */
package io.chappe.replicator.simulation;
