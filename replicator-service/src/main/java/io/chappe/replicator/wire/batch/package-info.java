/** Batches between source and target: their memory, their forms, and what is charged for them. */
package io.chappe.replicator.wire.batch;
