/** The records of the checkpoints topic. */
package io.chappe.checkpoint.emission;
