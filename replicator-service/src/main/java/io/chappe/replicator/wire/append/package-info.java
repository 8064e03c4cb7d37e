/** Appends batches to the target, many in flight, and fences who appended before. */
package io.chappe.replicator.wire.append;
