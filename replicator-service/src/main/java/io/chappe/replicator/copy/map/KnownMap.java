package io.chappe.replicator.copy.map;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known of a copy that is to be gone on with.
 *
 * @param map the map
 * @param writer the newest owner that is known to have written it; the topic may have lost its runs
 * @param fenced tells who has fenced the map's partition since, if that is known
 * @param archived whether the map was archived: the runs have to be written again as those of a map
 *     in use
 */
public record KnownMap(
    OffsetMap map,
    Optional<ProducerIdentity> writer,
    Optional<Predicate<ProducerIdentity>> fenced,
    boolean archived) {

  /**
   * The map to go on with.
   *
   * @param loaded what the topic says
   * @param remembered the map as this instance had it when it owned the partition last
   * @param incarnation the topics as the clusters name them now
   * @param exclusive whether nobody else writes to the remote topic: else what has come behind an
   *     archived copy can't be told from it
   */
  public static Optional<KnownMap> of(
      StoredMap loaded,
      Optional<RememberedMap> remembered,
      Incarnation incarnation,
      boolean exclusive) {
    return loaded
        .map()
        .filter(map -> isAbout(map, incarnation))
        .or(
            () ->
                remembered
                    .filter(each -> isNewest(each, loaded))
                    .map(RememberedMap::map)
                    .filter(map -> isAbout(map, incarnation)))
        .map(map -> inUse(map, loaded, remembered))
        .or(
            () ->
                MapArchive.find(loaded, incarnation)
                    .filter(found -> exclusive)
                    .map(
                        found ->
                            new KnownMap(
                                found.map(), Optional.of(found.writer()), Optional.empty(), true)));
  }

  private static KnownMap inUse(
      OffsetMap map, StoredMap loaded, Optional<RememberedMap> remembered) {
    Optional<ProducerIdentity> writer = writer(loaded, remembered);
    // If the topic has lost what that owner wrote, it may have lost markers with it.
    Optional<Predicate<ProducerIdentity>> fenced =
        writer.equals(loaded.writer()) ? loaded.fenced() : Optional.empty();
    return new KnownMap(map, writer, fenced, false);
  }

  private static boolean isAbout(OffsetMap map, Incarnation incarnation) {
    return map.incarnation().isSameAs(incarnation) && !map.isEmpty();
  }

  /** The newest owner that is known to have written the map in use. */
  public static Optional<ProducerIdentity> writer(
      StoredMap loaded, Optional<RememberedMap> remembered) {
    return remembered
        .filter(each -> isNewest(each, loaded))
        .map(RememberedMap::owner)
        .or(loaded::writer);
  }

  /** Whether nobody has written a map of the partition since, whatever it is about. */
  private static boolean isNewest(RememberedMap memory, StoredMap loaded) {
    return loaded.writer().stream().allMatch(writer -> writer.isUpTo(memory.owner()));
  }

  public KnownMap identifiedAs(Incarnation incarnation) {
    return new KnownMap(map.identifiedAs(incarnation), writer, fenced, archived);
  }

  /** Where the data ended when the newest takeover measured it. */
  public long measuredEnd() {
    for (int index = map.size() - 1; index >= 0; index--) {
      Run run = map.run(index);
      if (run.cause() == Cause.TAKEOVER || run.cause() == Cause.START) {
        return run.previousEnd();
      }
    }
    return 0;
  }

  /**
   * Each owner writes a run before it appends anything. So if somebody has appended later than the
   * map was written, the map has lost runs, and with them where the records come from.
   *
   * @param tail of a partition that nobody else writes to
   */
  public boolean isOlderThan(TargetTail tail) {
    return tail.lastData().filter(data -> data.end() > measuredEnd()).isPresent()
        && writer.filter(last -> !tail.lastData().get().writer().isUpTo(last)).isPresent();
  }
}
