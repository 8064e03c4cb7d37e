package io.chappe.replicator.copy;

import io.chappe.offsetmap.OffsetMap;
import java.util.Optional;

/**
 * Where a flow's data ends in a remote partition: behind the last record that was ever appended,
 * whether or not it is still there. Copying goes on with what comes after it on the source.
 *
 * <p>If nothing is missing behind the last batch that is left, that batch tells. Otherwise
 * compaction or retention have removed the newest records: a cleaner drops a tombstone and all that
 * a newer record of its key replaced. Then the offsets tell, because an owner's records follow each
 * other without a gap: all that is missing in front of the first marker of a fence was data, except
 * for markers of takeovers that failed and have been removed as well.
 */
public final class DataEnd {
  /**
   * A marker may stand several times: it is written again when a broker's answer got lost, or the
   * coordinator moved.
   */
  private static final long MARKERS_OF_A_TAKEOVER = 3;

  private DataEnd() {}

  /**
   * The end, never too high; too low by the markers that may be missing, so that some records are
   * copied twice then, and none is left out.
   *
   * @param map what was copied
   * @param tail the end of the log, after the fence
   * @param mapWriter who wrote the map last: the owner before
   * @param fence the identity of the fence's first marker
   * @param fresh whether that marker is too young for a cleaner to have removed it
   */
  public static long of(
      OffsetMap map,
      TargetTail tail,
      Optional<ProducerIdentity> mapWriter,
      ProducerIdentity fence,
      boolean fresh) {
    long left = tail.dataEnd().orElse(0);
    if (tail.lastData().isPresent() && left == tail.wholeFrom()) {
      return left;
    }
    long missing = MARKERS_OF_A_TAKEOVER * removedTakeovers(tail, mapWriter, fence);
    if (!fresh || !tail.oldestMarker().equals(Optional.of(fence))) {
      // The first that is there may have stood there before.
      missing += MARKERS_OF_A_TAKEOVER - 1;
    }
    return Math.max(left, map.dataEndWhereRemoved(tail.wholeFrom(), tail.logEnd(), missing));
  }

  /**
   * How many takeovers may have come as far as their fence, but not to their run, since the map was
   * written last, of which the marker isn't in the log any more: each had an epoch of its own,
   * above the map's last writer's and below that of the first marker that is there. Those of a
   * producer id that the coordinator has forgotten since aren't seen.
   */
  private static int removedTakeovers(
      TargetTail tail, Optional<ProducerIdentity> mapWriter, ProducerIdentity fence) {
    ProducerIdentity first = tail.oldestMarker().orElse(fence);
    int writerEpoch =
        mapWriter
            .filter(writer -> writer.id() == first.id())
            .map(writer -> (int) writer.epoch())
            .orElse(-1);
    int before = first.epoch() - writerEpoch - 1;
    // If no marker is there at all, our own has been removed, too.
    return Math.max(0, tail.oldestMarker().isPresent() ? before : before + 1);
  }
}
