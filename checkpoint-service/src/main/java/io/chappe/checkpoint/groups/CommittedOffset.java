package io.chappe.checkpoint.groups;

import io.chappe.offsetmap.SourcePartition;

/**
 * What a consumer group has committed on the source.
 *
 * @param group id of the group
 * @param partition the source partition
 * @param offset the next offset that the group will read
 * @param metadata what the group stored beside it; often empty
 */
public record CommittedOffset(
    String group, SourcePartition partition, long offset, String metadata) {}
