/** How one cluster is asked, with a limit to the waiting, and what its answers are. */
package io.chappe.replicator.topics.cluster;
