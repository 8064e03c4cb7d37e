/**
 * Heartbeats: one record after the other into the source's heartbeats topic, and a look at when it
 * arrives on the target. The path:
 *
 * <ol>
 *   <li>{@link io.chappe.heartbeat.HeartbeatLoop} says when a flow's next heartbeat is due,
 *   <li>{@link io.chappe.heartbeat.HeartbeatWriter} writes it on the source,
 *   <li>the replicator copies it as it copies every record,
 *   <li>{@link io.chappe.heartbeat.HeartbeatFollower} sees it on the target,
 *   <li>{@link io.chappe.heartbeat.FlowHeartbeats} keeps what is known of the flow, for metrics and
 *       health.
 * </ol>
 */
package io.chappe.heartbeat;
