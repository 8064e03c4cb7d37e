package io.chappe.replicator.copy.takeover;

import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Where a flow's data ends in a remote partition: behind the last record that was ever appended,
 * whether or not it is still there. Copying goes on with what comes after it on the source.
 *
 * <p>If nothing is missing behind the last batch that is left, that batch tells. Otherwise
 * compaction or retention have removed the newest records: a cleaner drops a tombstone and all that
 * a newer record of its key replaced. Then the offsets tell, because an owner's records follow each
 * other without a gap: all that is missing in front of the first marker of a fence was data, except
 * for markers of takeovers that failed and have been removed as well.
 *
 * @param offset the end, never too high
 * @param uncertain by how much it may be too low, because of markers that may be missing: so many
 *     records may be copied twice, and none is left out; 0 if it is exact
 */
public record DataEnd(long offset, long uncertain) {
  /**
   * A marker may stand several times: it is written again when a broker's answer got lost, or the
   * coordinator moved.
   */
  private static final long MARKERS_OF_A_TAKEOVER = 3;

  /**
   * Finds the end.
   *
   * @param known what was copied, who wrote the map last, and who has fenced its partition since
   * @param tail the end of the log, after the fence
   * @param fence the identity of the fence's first marker
   * @param fresh whether that marker can't have been removed yet, in none of the places where it
   *     stands
   */
  public static DataEnd of(KnownMap known, TargetTail tail, ProducerIdentity fence, boolean fresh) {
    OffsetMap map = known.map();
    long left = tail.dataEnd().orElse(0);
    if (tail.lastData().isPresent() && left == tail.wholeFrom()) {
      return new DataEnd(left, 0);
    }
    long missing =
        MARKERS_OF_A_TAKEOVER * removedTakeovers(tail, known.writer(), known.fenced(), fence);
    if (!fresh || !tail.oldestMarker().equals(Optional.of(fence))) {
      // The first that is there may have stood there before.
      missing += MARKERS_OF_A_TAKEOVER - 1;
    }
    long atMost = Math.max(left, map.dataEndWhereRemoved(tail.wholeFrom(), tail.logEnd(), 0));
    long atLeast =
        Math.max(left, map.dataEndWhereRemoved(tail.wholeFrom(), tail.logEnd(), missing));
    return new DataEnd(atLeast, atMost - atLeast);
  }

  /**
   * How many takeovers may have come as far as their fence, but not to their run, since the map was
   * written last, of which the marker isn't in the log any more: each had an epoch of its own,
   * above the map's last writer's and below that of the first marker that is there. A fence writes
   * a marker into the map's partition, too, so most such epochs are known to have none: a takeover
   * takes two of them, and the second never fences. Where that isn't known, those of a producer id
   * that the coordinator has forgotten since aren't seen.
   */
  private static long removedTakeovers(
      TargetTail tail,
      Optional<ProducerIdentity> mapWriter,
      Optional<Predicate<ProducerIdentity>> fenced,
      ProducerIdentity fence) {
    ProducerIdentity first = tail.oldestMarker().orElse(fence);
    int writerEpoch =
        mapWriter
            .filter(writer -> writer.id() == first.id())
            .map(writer -> (int) writer.epoch())
            .orElse(-1);
    long before = count(first.id(), writerEpoch + 1, first.epoch(), fenced.orElse(any -> true));
    long ofOtherId =
        mapWriter
            .filter(writer -> writer.id() != first.id())
            .map(
                writer ->
                    count(
                        writer.id(),
                        writer.epoch() + 1,
                        Short.MAX_VALUE,
                        fenced.orElse(any -> false)))
            .orElse(0L);
    // If no marker is there at all, our own has been removed, too.
    return before + ofOtherId + (tail.oldestMarker().isPresent() ? 0 : 1);
  }

  private static long count(
      long producerId, int fromEpoch, int toEpoch, Predicate<ProducerIdentity> fenced) {
    return IntStream.range(fromEpoch, toEpoch)
        .filter(epoch -> fenced.test(new ProducerIdentity(producerId, (short) epoch)))
        .count();
  }
}
