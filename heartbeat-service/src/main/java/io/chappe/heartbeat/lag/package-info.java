/**
 * How far each flow's copy is behind, whether or not anybody copies. The path:
 *
 * <ol>
 *   <li>{@link io.chappe.heartbeat.lag.SelectedTopics} knows which partitions the flow's
 *       configuration selects on the source,
 *   <li>{@link io.chappe.heartbeat.lag.LagObserver} asks the source every few seconds for their
 *       ends and for the positions that replicators have committed, and {@link
 *       io.chappe.heartbeat.lag.Beginnings} where those would begin that have none,
 *   <li>{@link io.chappe.lag.LagBook} knows what follows, and ages,
 *   <li>{@link io.chappe.heartbeat.lag.LagFigures} is that at one moment, for metrics and the API.
 * </ol>
 */
package io.chappe.heartbeat.lag;
