/** The configuration over HTTP: to read, to change, to undo. */
package io.chappe.heartbeat.api.change;
