/**
 * Turns the configuration that people have into Chappe's. The path:
 *
 * <ol>
 *   <li>{@link io.chappe.heartbeat.importing.ImportCommand} reads the arguments,
 *   <li>{@link io.chappe.heartbeat.importing.InputReader} finds out what a file is,
 *   <li>{@link io.chappe.heartbeat.importing.Mm2File}, {@link
 *       io.chappe.heartbeat.importing.MirrorResource} (Strimzi), {@link
 *       io.chappe.heartbeat.importing.MirrorConnector} and {@link
 *       io.chappe.heartbeat.importing.ReplicatorConnector} put its lines into a draft,
 *   <li>{@link io.chappe.heartbeat.importing.draft.Finishing} makes references of what is secret,
 *       and asks Chappe's own loader.
 * </ol>
 *
 * <p>Nothing here reads what a reference refers to, asks a cluster or starts a service.
 */
package io.chappe.heartbeat.importing;
