/**
 * Checkpoints: where a consumer group of the source stands on the target. The path of one round, in
 * {@link io.chappe.checkpoint.CheckpointRound}:
 *
 * <ol>
 *   <li>{@link io.chappe.checkpoint.SourceGroups} reads the groups' committed offsets,
 *   <li>{@link io.chappe.checkpoint.TargetLogs} reads where the copies end,
 *   <li>{@link io.chappe.checkpoint.OffsetMaps} catches up with the offset map,
 *   <li>{@link io.chappe.checkpoint.Translator} translates, never past a record still to be read,
 *   <li>{@link io.chappe.checkpoint.EmittedCheckpoints} writes what has changed,
 *   <li>{@link io.chappe.checkpoint.GroupSync} commits it for idle groups on the target.
 * </ol>
 */
package io.chappe.checkpoint;
