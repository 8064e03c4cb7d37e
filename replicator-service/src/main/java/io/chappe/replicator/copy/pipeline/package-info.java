/**
 * A partition's batches on their way: given a place on the target, told to the map, appended, and
 * acknowledged.
 */
package io.chappe.replicator.copy.pipeline;
