package io.chappe.checkpoint.syncs;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.Translation;
import io.chappe.records.OffsetSync;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Which offset syncs of a partition are to be written next.
 *
 * <p>MM2's tools translate an offset by the newest sync that isn't above it: at the sync itself to
 * its downstream offset, behind it to the offset after that. This is never too high as long as each
 * sync tells of a record and of its copy, and as long as syncs of the past still do. So only pairs
 * of records are told, none of thinned runs; and when what was told no longer holds, everything is
 * taken back first.
 *
 * <p>MM2's tools keep few syncs: the newest, and older ones at distances that double. Where much
 * was copied since the last look, syncs at such distances are told, as many as they would keep.
 *
 * @param partition the source partition
 * @param map its map, read after the end of the copy was
 * @param copyEnd the offset after the copy's last one
 * @param lagMax the smallest distance between the newest sync and the one before
 */
record SyncPlan(TopicPartition partition, OffsetMap map, long copyEnd, long lagMax) {
  /**
   * MM2's tools drop all older syncs of a partition when they see one of a smaller upstream offset;
   * this one they take for none.
   */
  private static final long NOWHERE = -1;

  /** The syncs to write, in this order. */
  List<OffsetSync> due(Optional<StoredSync> told) {
    Optional<OffsetSync> last = told.map(StoredSync::last).filter(each -> !isNowhere(each));
    boolean takeBack = last.isPresent() && !told.filter(this::isStillTrue).isPresent();
    List<OffsetSync> due = new ArrayList<>();
    if (takeBack) {
      due.add(new OffsetSync(partition, NOWHERE, NOWHERE));
    }
    OptionalLong newest = recordAtOrBelow(copyEnd - 1);
    if (newest.isPresent()) {
      due.addAll(
          takeBack || last.isEmpty()
              ? fromTheStart(newest.getAsLong())
              : after(last.get().downstreamOffset(), newest.getAsLong()));
    }
    return due;
  }

  private static boolean isNowhere(OffsetSync sync) {
    return sync.upstreamOffset() == NOWHERE;
  }

  /** The run that a downstream offset belongs to. */
  Optional<Run> runOf(long downstream) {
    int index = lastFrom(downstream);
    return index < 0 ? Optional.empty() : Optional.of(map.run(index));
  }

  /**
   * The run of the newest sync is there until the target has lost that record, or the source; both
   * may then have others in its place, so that older syncs are wrong too.
   */
  private boolean isStillTrue(StoredSync told) {
    Optional<Run> now = runOf(told.last().downstreamOffset());
    boolean replaced =
        told.run().isPresent()
            && now.isPresent()
            && !now.get().cause().approximate()
            && !now.equals(told.run());
    return told.stillTrue() && !replaced && holds(told.last());
  }

  /** Whether a sync that was written says nothing too high, by the map and the copy of today. */
  boolean holds(OffsetSync sync) {
    if (isNowhere(sync)) {
      return true;
    }
    if (sync.downstreamOffset() >= copyEnd) {
      return false;
    }
    Optional<Translation> now = map.translate(sync.upstreamOffset());
    // A thinned map tells less than the sync did, not that it was wrong.
    return now.isEmpty()
        || !now.get().exact()
        || now.get().kind() == Translation.Kind.BEFORE_FIRST
        || now.get().offset() >= sync.downstreamOffset();
  }

  private List<OffsetSync> fromTheStart(long newest) {
    List<OffsetSync> syncs = after(map.run(0).downstream(), newest);
    recordAtOrBelow(map.run(0).downstream()).ifPresent(offset -> syncs.addFirst(sync(offset)));
    return syncs;
  }

  /** Syncs of the newest record and of some before it, in rising order. */
  private List<OffsetSync> after(long told, long newest) {
    List<OffsetSync> syncs = new ArrayList<>();
    long distance = Math.max(1, lagMax);
    for (long bound = newest; bound > told; bound = newest - distance) {
      recordAtOrBelow(bound).ifPresent(offset -> add(syncs, offset, told));
      distance = bound == newest ? distance : distance * 2;
    }
    Collections.reverse(syncs);
    return syncs;
  }

  private void add(List<OffsetSync> falling, long offset, long told) {
    boolean lower = falling.isEmpty() || offset < falling.getLast().downstreamOffset();
    if (lower && offset > told) {
      falling.add(sync(offset));
    }
  }

  private OffsetSync sync(long downstream) {
    Run run = map.run(lastFrom(downstream));
    return new OffsetSync(partition, run.upstream() + (downstream - run.downstream()), downstream);
  }

  /**
   * The highest downstream offset, up to a bound, of which the map knows the record. In the last
   * run it may be a marker's, if the bound is the end of the copy: then the record is yet to come
   * and will lie higher, which is harmless.
   */
  private OptionalLong recordAtOrBelow(long bound) {
    for (int index = lastFrom(bound); index >= 0; index--) {
      Run run = map.run(index);
      boolean last = index == map.size() - 1;
      long end = last ? Long.MAX_VALUE : map.run(index + 1).previousEnd();
      long offset = Math.min(bound, end - 1);
      boolean known = !run.cause().approximate() && !(last && run.cause() == Cause.OTHER_WRITER);
      if (known && offset >= run.downstream()) {
        return OptionalLong.of(offset);
      }
    }
    return OptionalLong.empty();
  }

  private int lastFrom(long downstream) {
    int low = 0;
    int high = map.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (map.run(middle).downstream() <= downstream) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
