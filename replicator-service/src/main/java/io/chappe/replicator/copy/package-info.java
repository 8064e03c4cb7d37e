/**
 * Copies the partitions of a flow: one thread with a copier for each, which takes its partition
 * over, has a pipeline copy it, and begins anew after a failure.
 */
package io.chappe.replicator.copy;
