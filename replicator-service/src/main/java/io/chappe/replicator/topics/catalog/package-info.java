/** What is known of a flow's topics, as immutable values, and what failed for which of them. */
package io.chappe.replicator.topics.catalog;
