/**
 * What a flow does to records on their way: Kafka Connect's own transformations and predicates, and
 * headers that tell where a record came from. Only flows that ask for it open their batches.
 */
package io.chappe.replicator.transform;
