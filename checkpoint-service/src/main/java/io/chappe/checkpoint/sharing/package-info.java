/**
 * Which instance works on which groups. {@link io.chappe.checkpoint.sharing.GroupShares} takes part
 * in a consumer group on an internal topic without records; its partitions stand for shares of the
 * groups.
 */
package io.chappe.checkpoint.sharing;
