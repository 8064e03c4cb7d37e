/**
 * The offset map: which downstream offset an upstream record was copied to, and back.
 *
 * <p>For each source partition it is a sorted list of {@linkplain io.chappe.offsetmap.Run runs}.
 * Within a run upstream and downstream offsets go up together; a new run begins only where their
 * difference changes: at a transaction marker, a compaction gap, a takeover, a truncation. From it
 * follow positions, exactly-once copying and the translation of committed offsets.
 *
 * <p>Read {@link io.chappe.offsetmap.OffsetMap} first, then {@link
 * io.chappe.offsetmap.OffsetMapReplay}, which makes maps from the records of the offset-map topic,
 * then {@link io.chappe.offsetmap.OffsetMapCodec}, which documents their bytes. Nothing here does
 * I/O, and nothing here knows Kafka's clients.
 */
package io.chappe.offsetmap;
