package io.chappe.replicator.copy.takeover;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Position;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where a fenced copy goes on, from its map and the end of the target's log. */
final class PositionFinder {
  private static final Logger LOGGER = LoggerFactory.getLogger(PositionFinder.class);

  /** The least time in which somebody may have deleted a marker. */
  private static final long DELETED_MS = 1_000;

  private final FencedCopy copy;
  private final LongSupplier wallClockMs;
  private final long fencingSinceMs;
  private final long markerKeptMs;

  /**
   * @param wallClockMs milliseconds since the epoch
   * @param fencingSinceMs when the fence was begun, on that clock
   * @param markerKeptMs for how long compaction is sure to leave the fence's markers, in
   *     milliseconds
   */
  PositionFinder(
      FencedCopy copy, LongSupplier wallClockMs, long fencingSinceMs, long markerKeptMs) {
    this.copy = copy;
    this.wallClockMs = wallClockMs;
    this.fencingSinceMs = fencingSinceMs;
    this.markerKeptMs = markerKeptMs;
  }

  private boolean exclusive() {
    return copy.task().exclusive();
  }

  /** Where nothing was copied: from {@code upstream} on, behind what the target holds. */
  TakeoverRun begin(long upstream, TargetTail tail, List<Long> obsolete) {
    Cause cause = exclusive() ? Cause.START : Cause.OTHER_WRITER;
    long end = tail.logEnd();
    return new TakeoverRun(
        OffsetMap.empty(copy.recorded()),
        new Run(upstream, end, end, cause, wallClockMs.getAsLong()),
        obsolete,
        List.of());
  }

  /** Where something was; empty if the map doesn't tell of all of it. */
  Optional<TakeoverRun> goOn(KnownMap known, TargetTail tail) {
    if (exclusive() && known.isOlderThan(tail)) {
      return Optional.empty();
    }
    OffsetMap stored = known.map();
    long dataEnd = dataEnd(known, tail);
    Optional<OffsetMap> restored =
        copy.remembered()
            .filter(before -> known.writer().equals(Optional.of(before.owner())))
            .flatMap(before -> before.lostBy(copy.stored().map(), dataEnd))
            .map(lost -> lost.identifiedAs(copy.recorded()))
            .or(() -> Optional.of(stored).filter(archived -> known.archived()));
    if (restored.isEmpty() && !stored.hasBeginning()) {
      return Optional.empty();
    }
    OffsetMap map = restored.orElse(stored);
    List<Run> missing = restored.map(OffsetMap::runs).orElse(List.of());
    List<Long> obsolete = copy.obsoleteFor(known);
    return Optional.of(
        map.last().cause() == Cause.OTHER_WRITER
            ? behindOthers(map, tail, obsolete, missing)
            : behindOwn(map, dataEnd, tail, obsolete, missing));
  }

  private long dataEnd(KnownMap known, TargetTail tail) {
    DataEnd end = DataEnd.of(known, tail, copy.fence().first(), isFenceWhole(tail));
    if (end.uncertain() > 0) {
      LOGGER.warn(
          "records may come twice, since what ended the copy has been removed, and markers of takeovers that failed with it: transactionalId={} topic={} partition={} offset={} records={}",
          copy.task().transactionalId(),
          copy.task().target().topic(),
          copy.task().target().partition(),
          end.offset(),
          end.uncertain());
    }
    return end.offset();
  }

  /**
   * Whether all markers of the fence are sure to be there still: one may stand several times. A
   * cleaner leaves all of them, as they tell the newest epoch of a producer that brokers know;
   * whoever else deletes records moves the start of the log.
   */
  private boolean isFenceWhole(TargetTail tail) {
    long fencedForMs = wallClockMs.getAsLong() - fencingSinceMs;
    boolean compacted = tail.wholeFrom() > tail.logStart();
    boolean deleted =
        !compacted && copy.fence().logStarts().get(copy.task().target()) != tail.logStart();
    return fencedForMs >= 0 && fencedForMs < (deleted ? DELETED_MS : markerKeptMs);
  }

  /** Written behind: the log holds what others wrote, only the map knows how far the copy got. */
  private TakeoverRun behindOthers(
      OffsetMap map, TargetTail tail, List<Long> obsolete, List<Run> missing) {
    Run last = map.last();
    Cause cause = exclusive() ? Cause.TAKEOVER : Cause.OTHER_WRITER;
    long end = Math.min(last.previousEnd(), tail.logEnd());
    return new TakeoverRun(
        map, run(last.upstream(), tail, end, cause, Run.NO_EPOCH), obsolete, missing);
  }

  private TakeoverRun behindOwn(
      OffsetMap map, long dataEnd, TargetTail tail, List<Long> obsolete, List<Run> missing) {
    Position position = map.positionAt(dataEnd);
    Edit truncated = map.truncateTo(dataEnd);
    OffsetMap kept = truncated.map();
    boolean begins = kept.isEmpty() && map.run(0).cause() == Cause.START;
    // As long as nothing is copied, the copy still begins here: what stands before isn't its own.
    long previousEnd =
        begins ? Math.min(map.run(0).previousEnd(), tail.logEnd()) : position.dataEnd();
    Cause own = begins ? Cause.START : Cause.TAKEOVER;
    return new TakeoverRun(
        kept,
        run(
            position.upstream(),
            tail,
            previousEnd,
            exclusive() ? own : Cause.OTHER_WRITER,
            kept.isEmpty() ? Run.NO_EPOCH : kept.last().leaderEpoch()),
        FencedCopy.union(obsolete, truncated.removed()),
        missing.subList(0, Math.min(missing.size(), kept.size())));
  }

  private Run run(long upstream, TargetTail tail, long previousEnd, Cause cause, int leaderEpoch) {
    return new Run(
        upstream, tail.logEnd(), previousEnd, cause, wallClockMs.getAsLong(), leaderEpoch);
  }
}
