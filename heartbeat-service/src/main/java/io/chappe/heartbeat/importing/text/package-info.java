/** Reads YAML and JSON into one plain tree that remembers its lines. */
package io.chappe.heartbeat.importing.text;
