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
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The offset map of an exclusive target: since nobody else writes, each record's downstream offset
 * is known in advance, and a run is written before the first of its batches is appended. So at any
 * moment the target's own data, with the map, says how far the copy got.
 */
final class RunsAhead implements RunLedger {
  private final MapWriter writer;
  private final LongSupplier wallClockMs;
  private final int maxRuns;
  private final List<Run> unwritten = new ArrayList<>();
  private final List<Long> obsolete;
  private OffsetMap map;

  /**
   * @param obsolete keys of runs that no longer hold, to be removed with the next runs
   */
  RunsAhead(
      OffsetMap map, List<Long> obsolete, MapWriter writer, LongSupplier wallClockMs, int maxRuns) {
    this.map = map;
    this.obsolete = new ArrayList<>(obsolete);
    this.writer = writer;
    this.wallClockMs = wallClockMs;
    this.maxRuns = maxRuns;
  }

  @Override
  public void place(long upstream, long downstream, int leaderEpoch) {
    Run last = map.last();
    boolean goesOn = last.downstream() - last.upstream() == downstream - upstream;
    int epoch = leaderEpoch == Run.NO_EPOCH ? last.leaderEpoch() : leaderEpoch;
    if (goesOn && epoch == last.leaderEpoch()) {
      return;
    }
    if (goesOn && upstream == last.upstream()) {
      // These are its first records, which tell its epoch.
      begin(last.withLeaderEpoch(epoch));
      return;
    }
    Cause cause = goesOn ? Cause.LEADER_EPOCH : Cause.GAP;
    begin(new Run(upstream, downstream, downstream, cause, wallClockMs.getAsLong(), epoch));
  }

  private void begin(Run run) {
    map = map.append(run);
    unwritten.add(run);
  }

  /** Writes the runs that began since the last call. */
  @Override
  public long writeAhead(long durableEnd) {
    if (!unwritten.isEmpty()) {
      Edit thinned = map.thin(maxRuns, durableEnd);
      map = thinned.map();
      unwritten.addAll(thinned.written());
      write(List.copyOf(unwritten), thinned.removed());
      unwritten.clear();
    }
    return writer.begun();
  }

  /** With what is still to be removed; a run that takes the key of one that is has replaced it. */
  private void write(List<Run> runs, List<Long> removed) {
    runs.forEach(run -> obsolete.remove(run.upstream()));
    obsolete.addAll(removed);
    writer.write(runs, List.copyOf(obsolete));
    obsolete.clear();
  }

  /**
   * Whether the target's answer names another offset than the one that was written ahead.
   *
   * @param predicted the downstream offset that a batch was placed at
   * @param answered the one that the target gave it
   */
  boolean isContradicted(long predicted, long answered) {
    return answered != predicted;
  }

  /** Nothing to tell: it was written ahead. */
  @Override
  public void appended(List<Rewritten.Stretch> stretches, long downstream) {}

  /** Nothing to write: it was written ahead. */
  @Override
  public void writeBehind(long position) {}

  /** Keeps the runs that hold records, and the one that the batch is in. */
  @Override
  public Optional<TakeoverResult> heldAt(TakeoverResult taken, RefusedBatch batch, long dataEnd) {
    Placement placement = batch.placement();
    Edit kept = map.keepUpTo(placement.downstream());
    List<Long> dropped = new ArrayList<>(obsolete);
    dropped.addAll(kept.removed());
    return Optional.of(
        new TakeoverResult(
            taken.sourceTopicId(),
            taken.producer(),
            taken.mapPartition(),
            writer.sequence(),
            kept.map(),
            dropped,
            Optional.empty(),
            placement.stretches().getFirst().upstream(),
            placement.downstream(),
            dataEnd,
            batch.sequence()));
  }

  @Override
  public Optional<RememberedMap> remembered(ProducerIdentity owner) {
    return Optional.of(new RememberedMap(map, owner));
  }

  /** Written at once, so that the gap is published once, even if nothing follows for long. */
  @Override
  public void sourceLost(long upstream, long downstream) {
    Run run = new Run(upstream, downstream, downstream, Cause.SOURCE_LOSS, wallClockMs.getAsLong());
    map = map.append(run);
    write(List.of(run), List.of());
  }

  @Override
  public void sourceTruncated(long upstream, long downstream) {
    Edit truncated = map.truncateSource(upstream, downstream, wallClockMs.getAsLong());
    map = truncated.map();
    write(truncated.written(), truncated.removed());
  }

  @Override
  public long agreedEnd(int epoch, long end) {
    return map.agreedEnd(epoch, end);
  }

  @Override
  public int leaderEpoch() {
    return map.last().leaderEpoch();
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public void dropBelow(long sourceStart, long targetStart) {
    Edit dropped = map.dropBelow(sourceStart, targetStart);
    map = dropped.map();
    write(dropped.written(), dropped.removed());
  }

  /**
   * Nothing but the deleted data told where it ended. As long as we know it, it is written down, as
   * a takeover writes what it measured.
   */
  @Override
  public void rememberEnd(long upstream, long downstream, long dataEnd) {
    Run last = map.last();
    if (upstream > last.upstream() && downstream > last.downstream()) {
      Run run =
          new Run(
              upstream,
              downstream,
              dataEnd,
              Cause.TAKEOVER,
              wallClockMs.getAsLong(),
              last.leaderEpoch());
      map = map.append(run);
      write(List.of(run), List.of());
    }
  }

  /** The position of which the copy is complete, if the target's data ends at {@code dataEnd}. */
  long upstreamAt(long dataEnd) {
    return map.positionAt(dataEnd).upstream();
  }

  /** The map up to {@code dataEnd}, for going on with what really happened from there. */
  RunsBehind correctedFrom(long dataEnd) {
    Edit truncated = map.truncateTo(dataEnd);
    return new RunsBehind(
        truncated.map(), dataEnd, truncated.removed(), writer, wallClockMs, maxRuns);
  }
}
