package io.chappe.replicator.copy;

import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What one reading of a partition of the offset-map topic tells of some source partitions. */
final class Load implements BatchAppender.RecordReader {
  /** Hears of a record that can't be read. */
  interface Report {
    void unreadable(long offset, String problem);
  }

  private record Written(long offset, ProducerIdentity writer) {}

  private final OffsetMapReplay replay;
  private final Report report;
  private final Map<SourcePartition, Written> newest = new HashMap<>();
  private final Map<ProducerIdentity, Long> markers = new HashMap<>();
  private long wholeFrom;
  private long reached;

  /**
   * @param wanted the source partitions of interest
   */
  Load(Predicate<SourcePartition> wanted, Report report) {
    this.replay = new OffsetMapReplay(wanted);
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
    Optional<String> unreadable = replay.applyIfReadable(key, value);
    if (unreadable.isPresent()) {
      report.unreadable(offset, unreadable.get());
    } else if (value != null) {
      // Somebody may have removed a record of a stray producer. But owners write runs, too.
      newest.put(OffsetMapCodec.decodeKey(key).source(), new Written(offset, writer));
    }
  }

  boolean isUnreadable(SourcePartition source) {
    return replay.isUnreadable(source);
  }

  OffsetMapStore.Loaded of(SourcePartition source) {
    Optional<Written> last = Optional.ofNullable(newest.get(source));
    return new OffsetMapStore.Loaded(
        replay.map(source),
        replay.obsolete(source),
        last.map(Written::writer),
        last.map(Written::offset).filter(offset -> offset >= wholeFrom).map(this::fencedSince));
  }

  private Predicate<ProducerIdentity> fencedSince(long offset) {
    return identity -> markers.getOrDefault(identity, -1L) > offset;
  }
}
