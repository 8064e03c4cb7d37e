package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.PartitionLogs;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What one reading of a partition of the offset-map topic tells of some source partitions. */
final class Load implements PartitionLogs.RecordReader {
  /** Hears of a record that can't be read. */
  interface Report {
    void unreadable(long offset, String problem);
  }

  private record Written(long offset, ProducerIdentity writer) {}

  private final OffsetMapReplay replay;
  private final OffsetMapReplay archives;
  private final Report report;
  private final Map<SourcePartition, Written> newest = new HashMap<>();
  private final Map<SourcePartition, Set<ArchivedMap>> archivedKeys = new HashMap<>();
  private final Map<ProducerIdentity, Long> markers = new HashMap<>();
  private long wholeFrom;
  private long reached;

  /**
   * @param wanted the source partitions of interest
   */
  Load(Predicate<SourcePartition> wanted, Report report) {
    this.replay = new OffsetMapReplay(wanted);
    this.archives =
        new OffsetMapReplay(
            key -> ArchivedMap.of(key).filter(name -> wanted.test(name.source())).isPresent());
    this.report = report;
  }

  @Override
  public void batch(long firstOffset, long endOffset, boolean marker, ProducerIdentity writer) {
    if (firstOffset != reached) {
      // Compaction or retention have removed what was in between.
      wholeFrom = firstOffset;
      markers.clear();
    }
    reached = endOffset;
    if (marker) {
      markers.put(writer, firstOffset);
    }
  }

  @Override
  public void record(long offset, byte[] key, byte[] value, ProducerIdentity writer) {
    Optional<String> unreadable =
        replay.applyIfReadable(key, value).or(() -> archives.applyIfReadable(key, value));
    if (unreadable.isPresent()) {
      report.unreadable(offset, unreadable.get());
    } else if (value != null) {
      // Somebody may have removed a record of a stray producer. But owners write runs, too.
      SourcePartition source = OffsetMapCodec.decodeKey(key).source();
      newest.put(source, new Written(offset, writer));
      ArchivedMap.of(source)
          .ifPresent(
              name ->
                  archivedKeys
                      .computeIfAbsent(name.source(), each -> new LinkedHashSet<>())
                      .add(name));
    }
  }

  boolean isUnreadable(SourcePartition source) {
    return replay.isUnreadable(source);
  }

  StoredMap of(SourcePartition source) {
    Optional<Written> last = Optional.ofNullable(newest.get(source));
    return new StoredMap(
        replay.map(source),
        replay.obsolete(source),
        last.map(Written::writer),
        last.map(Written::offset).filter(offset -> offset >= wholeFrom).map(this::fencedSince),
        archived(source));
  }

  private List<ArchivedCopy> archived(SourcePartition source) {
    return archivedKeys.getOrDefault(source, Set.of()).stream()
        .filter(name -> !archives.isUnreadable(name.key()))
        .flatMap(
            name ->
                archives.map(name.key()).filter(map -> !map.isEmpty()).stream()
                    .map(map -> archived(name, map)))
        .toList();
  }

  private ArchivedCopy archived(ArchivedMap name, OffsetMap map) {
    List<Long> keys = new ArrayList<>(archives.obsolete(name.key()));
    map.runs().forEach(run -> keys.add(run.upstream()));
    return new ArchivedCopy(name, map, keys);
  }

  private Predicate<ProducerIdentity> fencedSince(long offset) {
    return identity -> markers.getOrDefault(identity, -1L) > offset;
  }
}
