package io.chappe.offsetmap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes maps from the records of the offset-map topic, given in the order of the log. Compaction
 * doesn't change the outcome: it may remove any record that a later one with the same key replaced.
 *
 * <p>The order of the log says what holds. A run that is appended supersedes, of those before it in
 * the log, the runs that begin at or behind it upstream and those that begin behind its {@code
 * previousEnd} downstream: they were written ahead by an owner that crashed, or the target lost
 * what they told of. A run of another incarnation supersedes all. Superseded runs are dropped here,
 * but are still in the topic; {@link #obsolete} tells which. A new owner removes them together with
 * the first run it writes, because the superseding run may one day be thinned away.
 *
 * <p>For one thread.
 */
public final class OffsetMapReplay {
  private final Map<SourcePartition, PartitionReplay> partitions = new HashMap<>();
  private final Map<SourcePartition, Set<Long>> unreadable = new HashMap<>();
  private final Predicate<SourcePartition> wanted;

  /** Replays all partitions, but no {@linkplain ArchivedMap archived} maps. */
  public OffsetMapReplay() {
    this(source -> !ArchivedMap.isNamedBy(source));
  }

  /**
   * Replays some of the partitions.
   *
   * @param wanted those of interest, as the keys name them; records of others are passed over
   */
  public OffsetMapReplay(Predicate<SourcePartition> wanted) {
    this.wanted = wanted;
  }

  /**
   * Takes in the next record.
   *
   * @param value null for a tombstone
   * @throws OffsetMapFormatException if the bytes are not those of a run
   */
  public void apply(byte[] key, byte[] value) {
    RunKey runKey = OffsetMapCodec.decodeKey(key);
    if (wanted.test(runKey.source())) {
      apply(runKey, Optional.ofNullable(value).map(OffsetMapCodec::decodeValue));
    }
  }

  /**
   * Takes in the next record of a topic that may hold others too, such as those of a stray producer
   * or of a newer version. A record whose key is none of ours tells of no partition and is passed
   * over. One with our key and a value that can't be read leaves its partition {@linkplain
   * #isUnreadable unreadable}, until it is replaced.
   *
   * @param value null for a tombstone
   * @return why the record can't be read; empty if it can
   */
  public Optional<String> applyIfReadable(byte[] key, byte[] value) {
    RunKey runKey;
    try {
      runKey = OffsetMapCodec.decodeKey(key);
    } catch (OffsetMapFormatException stray) {
      return Optional.of(stray.getMessage() + "; it is passed over");
    }
    if (!wanted.test(runKey.source())) {
      return Optional.empty();
    }
    try {
      apply(runKey, Optional.ofNullable(value).map(OffsetMapCodec::decodeValue));
      unreadable.computeIfPresent(
          runKey.source(), (source, keys) -> without(keys, runKey.upstream()));
      return Optional.empty();
    } catch (OffsetMapFormatException malformed) {
      unreadable.computeIfAbsent(runKey.source(), source -> new HashSet<>()).add(runKey.upstream());
      return Optional.of(malformed.getMessage() + "; it stops " + runKey.source());
    }
  }

  private static Set<Long> without(Set<Long> keys, long key) {
    keys.remove(key);
    return keys.isEmpty() ? null : keys;
  }

  /** Whether there are records of a partition that can't be read: its map may lack runs. */
  public boolean isUnreadable(SourcePartition source) {
    return unreadable.containsKey(source);
  }

  /**
   * Takes in the next record.
   *
   * @param value empty for a tombstone
   */
  public void apply(RunKey key, Optional<RunValue> value) {
    if (!wanted.test(key.source())) {
      return;
    }
    if (value.isPresent()) {
      partitions
          .computeIfAbsent(key.source(), source -> new PartitionReplay(value.get().incarnation()))
          .put(value.get());
    } else if (partitions.containsKey(key.source())) {
      partitions.get(key.source()).remove(key.upstream());
    }
  }

  /** The map of a source partition; empty if no run of it was seen. */
  public Optional<OffsetMap> map(SourcePartition source) {
    return Optional.ofNullable(partitions.get(source)).map(PartitionReplay::map);
  }

  /** The maps of all partitions seen, but for {@linkplain #isUnreadable unreadable} ones. */
  public Map<SourcePartition, OffsetMap> maps() {
    Map<SourcePartition, OffsetMap> maps = new HashMap<>();
    partitions.forEach((source, replay) -> maps.put(source, replay.map()));
    maps.keySet().removeIf(this::isUnreadable);
    return maps;
  }

  /**
   * The keys of a partition's runs that are in the topic but no longer hold: to be removed by the
   * next owner.
   */
  public List<Long> obsolete(SourcePartition source) {
    PartitionReplay replay = partitions.get(source);
    return replay == null ? List.of() : replay.obsolete();
  }
}
