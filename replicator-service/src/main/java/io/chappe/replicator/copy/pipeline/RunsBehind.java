package io.chappe.replicator.copy.pipeline;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The offset map of a target that others write to as well: a record's downstream offset is known
 * when the append is answered, and the runs are written some time after. What was appended since
 * the last write is copied again after a crash.
 *
 * <p>Each write ends with a closing run, which holds no record: it begins where copying goes on
 * upstream, and where the last copied record ended downstream. Its cause, {@link
 * Cause#OTHER_WRITER}, tells a takeover to go on from there whatever the target's log holds behind
 * it.
 */
final class RunsBehind implements RunLedger {
  private static final long NONE = -1;

  private final MapWriter writer;
  private final LongSupplier wallClockMs;
  private final int maxRuns;
  private final List<Run> unwritten = new ArrayList<>();
  private final Set<Long> unremoved;
  private OffsetMap map;
  private long dataEnd;
  private boolean anyAppended;
  private long closedAt = NONE;

  /**
   * @param dataEnd downstream offset after the last record copied so far
   * @param removed keys of runs that no longer hold, to be removed with the next write
   */
  RunsBehind(
      OffsetMap map,
      long dataEnd,
      List<Long> removed,
      MapWriter writer,
      LongSupplier wallClockMs,
      int maxRuns) {
    this.map = map;
    this.dataEnd = dataEnd;
    this.unremoved = new LinkedHashSet<>(removed);
    this.writer = writer;
    this.wallClockMs = wallClockMs;
    this.maxRuns = maxRuns;
  }

  /** Nothing to place: the answers tell. */
  @Override
  public void place(long upstream, long downstream, int leaderEpoch) {}

  /** Nothing to wait for: the map follows. */
  @Override
  public long writeAhead(long durableEnd) {
    return 0;
  }

  @Override
  public void appended(List<Rewritten.Stretch> stretches, long downstream) {
    long at = downstream;
    for (Rewritten.Stretch stretch : stretches) {
      appended(stretch.upstream(), at, stretch.count());
      at += stretch.count();
    }
  }

  /** Consecutive records from {@code upstream} on were appended from {@code downstream} on. */
  private void appended(long upstream, long downstream, int count) {
    boolean goesOn =
        !map.isEmpty()
            && map.last().downstream() - map.last().upstream() == downstream - upstream
            && (downstream == dataEnd || !anyAppended);
    if (!goesOn) {
      // A run that holds nothing, such as a takeover's before which others wrote, ends where it
      // began.
      long end = map.isEmpty() ? dataEnd : Math.max(dataEnd, map.last().downstream());
      Run run = new Run(upstream, downstream, end, Cause.OTHER_WRITER, wallClockMs.getAsLong());
      map = map.append(run);
      unwritten.add(run);
    }
    anyAppended = true;
    dataEnd = downstream + count;
  }

  @Override
  public int size() {
    return map.size();
  }

  /** Stored with the next write. */
  @Override
  public void dropBelow(long sourceStart, long targetStart) {
    Edit dropped = map.dropBelow(sourceStart, targetStart);
    map = dropped.map();
    unwritten.removeIf(run -> dropped.removed().contains(run.upstream()));
    unremoved.addAll(dropped.removed());
  }

  /** Where it will be appended, the answers tell. */
  @Override
  public void sourceTruncated(long upstream, long downstream) {
    Edit truncated = map.truncateSource(upstream, dataEnd, wallClockMs.getAsLong());
    map = truncated.map();
    unwritten.removeIf(run -> run.upstream() >= upstream);
    unwritten.addAll(truncated.written());
    unremoved.addAll(truncated.removed());
  }

  /** Nothing to tell: the next answer tells of the gap. */
  @Override
  public void sourceLost(long upstream, long downstream) {}

  /** Goes by offsets alone: the runs have no epochs. */
  @Override
  public long agreedEnd(int epoch, long end) {
    return end;
  }

  @Override
  public int leaderEpoch() {
    return Run.NO_EPOCH;
  }

  /** Nothing to remember: the closing run tells. */
  @Override
  public void rememberEnd(long upstream, long downstream, long dataEnd) {}

  @Override
  public Optional<TakeoverResult> heldAt(TakeoverResult taken, RefusedBatch batch, long dataEnd) {
    return Optional.empty();
  }

  @Override
  public Optional<RememberedMap> remembered(ProducerIdentity owner) {
    return Optional.empty();
  }

  @Override
  public void writeBehind(long position) {
    if (position == closedAt && unwritten.isEmpty() && unremoved.isEmpty()) {
      return;
    }
    Edit thinned = map.thin(maxRuns, dataEnd);
    map = thinned.map();
    List<Run> written = new ArrayList<>(unwritten);
    written.addAll(thinned.written());
    written.add(new Run(position, dataEnd, dataEnd, Cause.OTHER_WRITER, wallClockMs.getAsLong()));
    if (closedAt != NONE) {
      unremoved.add(closedAt);
    }
    unremoved.addAll(thinned.removed());
    // A run that took the key of the last closing one has replaced it already.
    written.forEach(run -> unremoved.remove(run.upstream()));
    writer.write(written, List.copyOf(unremoved));
    unwritten.clear();
    unremoved.clear();
    closedAt = position;
  }
}
