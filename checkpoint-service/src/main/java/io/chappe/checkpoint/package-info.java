/**
 * Checkpoints: where a consumer group of the source stands on the target. The path of one round, in
 * {@link io.chappe.checkpoint.CheckpointRound}:
 *
 * <ol>
 *   <li>{@link io.chappe.checkpoint.groups.GroupOffsets} reads the groups' committed offsets,
 *   <li>{@link io.chappe.checkpoint.cluster.LogEnds} reads where the copies end,
 *   <li>{@link io.chappe.checkpoint.maps.FlowMaps} catches up with the offset map,
 *   <li>{@link io.chappe.checkpoint.translation.Translator} translates, never past a record still
 *       to be read,
 *   <li>{@link io.chappe.checkpoint.emission.CheckpointEmission} finds what has changed,
 *   <li>{@link io.chappe.checkpoint.sync.ForwardSync} commits it for idle groups on the target,
 *   <li>{@link io.chappe.checkpoint.sync.Failback} commits for idle groups on the source what was
 *       read on the target.
 * </ol>
 */
package io.chappe.checkpoint;
