/**
 * Heartbeats: one record after the other into the source's heartbeats topic, and a look at when it
 * arrives on the target and on the clusters behind it. The path:
 *
 * <ol>
 *   <li>{@link io.chappe.heartbeat.EmitterGroup} says whether this instance writes a flow's
 *       heartbeats,
 *   <li>{@link io.chappe.heartbeat.HeartbeatEmission} says when the next is due,
 *   <li>{@link io.chappe.heartbeat.HeartbeatWriter} writes it on the source,
 *   <li>the replicator copies it as it copies every record,
 *   <li>{@link io.chappe.heartbeat.HeartbeatFollower} sees it on the target,
 *   <li>{@link io.chappe.heartbeat.FlowHeartbeats} keeps what is known of the flow, {@link
 *       io.chappe.heartbeat.SeenPaths} of chains of flows, for metrics and health.
 * </ol>
 */
package io.chappe.heartbeat;
