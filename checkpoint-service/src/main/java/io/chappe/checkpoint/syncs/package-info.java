/**
 * MM2's offset syncs, for its own tools: {@link io.chappe.checkpoint.syncs.SyncPlan} derives them
 * from the offset map, {@link io.chappe.checkpoint.syncs.SyncsTopic} keeps them, {@link
 * io.chappe.checkpoint.syncs.MapLoop} is the thread that does it.
 */
package io.chappe.checkpoint.syncs;
