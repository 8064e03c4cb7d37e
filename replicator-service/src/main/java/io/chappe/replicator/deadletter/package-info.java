/** The dead-letter topic: where records go that can't be copied. */
package io.chappe.replicator.deadletter;
