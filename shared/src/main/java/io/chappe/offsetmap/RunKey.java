package io.chappe.offsetmap;

/**
 * The key of a record in the offset-map topic.
 *
 * @param source the source partition
 * @param upstream the first upstream offset of the run
 */
public record RunKey(SourcePartition source, long upstream) {}
