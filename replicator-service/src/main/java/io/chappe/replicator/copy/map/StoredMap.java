package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the offset-map topic holds of a source partition.
 *
 * @param map its map, or empty if there is none
 * @param obsolete keys still in the topic that no longer hold: to be removed with the first write
 * @param writer identity of the owner that wrote last, or empty if nobody did. Each owner writes
 *     before it appends, so nobody else's data can have come since
 * @param fenced tells who has fenced the topic's partition since that owner wrote; empty if
 *     compaction or retention may have removed markers of that time
 * @param archived maps of copies that {@code topics.rename} has led away from, the newest last
 */
public record StoredMap(
    Optional<OffsetMap> map,
    List<Long> obsolete,
    Optional<ProducerIdentity> writer,
    Optional<Predicate<ProducerIdentity>> fenced,
    List<ArchivedCopy> archived) {}
