/**
 * Deletes remote topics after their source topics, if they hold nothing but the copy. {@link
 * io.chappe.replicator.topics.deletion.TopicDeletions} is the way in.
 */
package io.chappe.replicator.topics.deletion;
