/** The offset map as it is kept on the target: written, read back, archived, and remembered. */
package io.chappe.replicator.copy.map;
