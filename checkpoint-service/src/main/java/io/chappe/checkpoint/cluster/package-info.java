/** What clusters answer to batched calls, and the parts of the answers that checkpoints need. */
package io.chappe.checkpoint.cluster;
