/**
 * The API over HTTP: what {@link io.chappe.heartbeat.view.Overview} shows, and changes of the
 * configuration. {@link io.chappe.heartbeat.api.access.AccessFilter} says who gets in, {@link
 * io.chappe.heartbeat.api.access.TokenAccess} who may change something, {@link
 * io.chappe.heartbeat.api.change.Changes} makes the change.
 */
package io.chappe.heartbeat.api;
