package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * Keeps the maps of copies that {@code topics.rename} has led away from, so that one is gone on
 * with if it leads back.
 */
public final class MapArchive {
  /** Copies of a partition to be remembered beside the one in use. */
  private static final int MAPS = 4;

  /** Runs of each, so that they go in one batch. */
  private static final int RUNS = 1_000;

  private MapArchive() {}

  /** The newest archived map that is about just these topics. */
  public static Optional<ArchivedCopy> find(StoredMap loaded, Incarnation incarnation) {
    return loaded.archived().stream()
        .filter(each -> each.map().incarnation().equals(incarnation))
        .filter(each -> Incarnation.isKnown(incarnation.targetTopicId()))
        .reduce((older, newer) -> newer);
  }

  /**
   * What a new owner writes before its own map.
   *
   * @param now the topics that it copies between
   */
  public static Optional<MapPart> added(SourcePartition source, StoredMap loaded, Incarnation now) {
    return loaded
        .map()
        .filter(map -> !map.isEmpty() && map.hasBeginning())
        .filter(map -> isCopyElsewhere(map.incarnation(), now))
        .flatMap(
            map ->
                loaded
                    .writer()
                    .map(writer -> part(source, writer, map))
                    // More than a batch would be a part of a map after a crash, and look like one.
                    .filter(part -> part.runs().size() <= RUNS));
  }

  private static MapPart part(SourcePartition source, ProducerIdentity writer, OffsetMap map) {
    Uuid targetTopicId = map.incarnation().targetTopicId();
    long measured = new KnownMap(map, Optional.empty(), Optional.empty(), false).measuredEnd();
    List<Run> runs = map.thin(RUNS, measured).map().runs();
    SourcePartition key = new ArchivedMap(source, targetTopicId, writer.id(), writer.epoch()).key();
    return new MapPart(key, map.incarnation(), runs, List.of());
  }

  private static boolean isCopyElsewhere(Incarnation before, Incarnation now) {
    return Incarnation.isKnown(before.sourceTopicId())
        && before.sourceTopicId().equals(now.sourceTopicId())
        && Incarnation.isKnown(now.targetTopicId())
        && !Incarnation.isSame(before.targetTopicId(), now.targetTopicId());
  }

  /**
   * What a new owner writes behind its own map: it removes what is in use again, what is about a
   * source topic that no longer exists, and the oldest if there are too many.
   */
  public static List<MapPart> removed(StoredMap loaded, Incarnation now, Optional<MapPart> added) {
    List<ArchivedCopy> others =
        loaded.archived().stream()
            .filter(each -> isCopyElsewhere(each.map().incarnation(), now))
            .filter(
                each ->
                    added.stream()
                        .noneMatch(part -> part.incarnation().equals(each.map().incarnation())))
            .toList();
    int room = MAPS - (added.isPresent() ? 1 : 0);
    List<ArchivedCopy> kept = others.subList(Math.max(0, others.size() - room), others.size());
    return loaded.archived().stream()
        .filter(each -> !kept.contains(each))
        .filter(each -> added.stream().noneMatch(part -> part.source().equals(key(each))))
        .map(MapArchive::removal)
        .toList();
  }

  /** Removes an archived map. */
  public static MapPart removal(ArchivedCopy archived) {
    return new MapPart(key(archived), archived.map().incarnation(), List.of(), archived.keys());
  }

  private static SourcePartition key(ArchivedCopy archived) {
    return archived.name().key();
  }
}
