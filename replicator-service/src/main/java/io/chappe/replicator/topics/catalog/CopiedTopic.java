package io.chappe.replicator.topics.catalog;

/**
 * A topic and its copy.
 *
 * @param source what was read
 * @param remote what was written
 */
public record CopiedTopic(SourceTopic source, RemoteTopic remote) {}
