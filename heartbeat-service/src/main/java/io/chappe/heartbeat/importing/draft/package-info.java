/**
 * The configuration while it is made: {@link io.chappe.heartbeat.importing.draft.Draft} collects
 * lines and findings of any input, {@link io.chappe.heartbeat.importing.draft.Finishing} makes a
 * file of them that Chappe reads.
 */
package io.chappe.heartbeat.importing.draft;
