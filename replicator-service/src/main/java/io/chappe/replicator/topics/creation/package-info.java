/** Makes remote topics and the offset-map topic exist, with enough partitions. */
package io.chappe.replicator.topics.creation;
