/** Offsets committed for groups on the other cluster, and the rules that forbid it. */
package io.chappe.checkpoint.sync;
