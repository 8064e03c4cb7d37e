package io.chappe.offsetmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The offset map of one source partition: its runs, sorted by upstream and by downstream offset at
 * once.
 *
 * <pre>
 *   upstream     u0 ........ end   (gap)   u1 ....... end   u2 ...
 *                |            |            |           |    |
 *   downstream   d0 ..... previousEnd1 = d1 ... previousEnd2  (marker)  d2 ...
 * </pre>
 *
 * <p>Immutable. Appending shares the storage with the map it was called on and costs 36 to 45 bytes
 * a run, so that one thread can append hundreds of thousands while others translate with the map
 * they hold.
 *
 * <p>What is asked of it when a partition is taken over: {@link #positionAt} with the end of the
 * target's data, {@link #truncateTo} the same, {@link #append} of the takeover's run. Two facts
 * make that right. The runs are written ahead, so every record on the target is in the map. And the
 * end is measured: runs that begin behind it were written for records that never arrived, or that
 * the target lost.
 */
public final class OffsetMap {
  private final Incarnation incarnation;
  private final RunTable runs;

  OffsetMap(Incarnation incarnation, RunTable runs) {
    this.incarnation = Objects.requireNonNull(incarnation, "incarnation");
    this.runs = runs;
  }

  /** A map without runs. */
  public static OffsetMap empty(Incarnation incarnation) {
    return new OffsetMap(incarnation, RunTable.empty());
  }

  /** The topics that the map is about. */
  public Incarnation incarnation() {
    return incarnation;
  }

  /**
   * The same runs, about topics whose ids are better known now.
   *
   * @param better the same topics, see {@link Incarnation#isSameAs}
   */
  public OffsetMap identifiedAs(Incarnation better) {
    return better.equals(incarnation) ? this : new OffsetMap(better, runs);
  }

  /** The number of runs. */
  public int size() {
    return runs.size();
  }

  /** Whether there are no runs: nothing of this incarnation was ever copied. */
  public boolean isEmpty() {
    return runs.size() == 0;
  }

  /**
   * Whether the oldest run says exactly where it began. Each map that is whole does: a run that
   * stands for several needs the one before it.
   */
  public boolean hasBeginning() {
    return !isEmpty() && !runs.cause(0).approximate();
  }

  /** The run at an index, 0 being the oldest. */
  public Run run(int index) {
    return runs.run(index);
  }

  /** The newest run. */
  public Run last() {
    return runs.run(runs.size() - 1);
  }

  /** All runs, oldest first, as a copy. */
  public List<Run> runs() {
    List<Run> copy = new ArrayList<>(runs.size());
    for (int index = 0; index < runs.size(); index++) {
      copy.add(runs.run(index));
    }
    return copy;
  }

  /** Bytes held for the runs. */
  public long memoryBytes() {
    return runs.bytes();
  }

  /**
   * The map with one more run. A last run that holds no record may be replaced by one that begins
   * at the same upstream offset, the key under which runs are stored.
   *
   * @throws IllegalArgumentException if the run does not come after the last one. After a takeover,
   *     or when the source was truncated, call {@link #truncateTo} first
   */
  public OffsetMap append(Run run) {
    if (isEmpty()) {
      return new OffsetMap(incarnation, runs.plus(run));
    }
    int last = runs.size() - 1;
    if (run.previousEnd() >= runs.downstream(last) && run.upstream() > runs.upstream(last)) {
      return new OffsetMap(incarnation, runs.plus(run));
    }
    if (run.upstream() == runs.upstream(last) && run.previousEnd() <= runs.downstream(last)) {
      return new OffsetMap(incarnation, runs.first(last)).append(run);
    }
    throw new IllegalArgumentException(run + " does not come after " + last());
  }

  /**
   * Where the next record to read is on the target, for one who read the source up to an offset.
   *
   * @return empty if the map is
   */
  public Optional<Translation> translate(long upstream) {
    if (isEmpty()) {
      return Optional.empty();
    }
    int index = runs.lastFromUpstream(upstream);
    if (index < 0) {
      return Optional.of(new Translation(runs.downstream(0), Translation.Kind.BEFORE_FIRST));
    }
    if (index == runs.size() - 1 && runs.cause(index) == Cause.OTHER_WRITER) {
      // Written behind: what follows on the target may be somebody else's.
      return Optional.of(new Translation(runs.downstream(index), Translation.Kind.ROUNDED));
    }
    long downstream = runs.downstream(index) + (upstream - runs.upstream(index));
    if (downstream < runs.downstreamEnd(index)) {
      boolean rounded = runs.cause(index).approximate();
      return Optional.of(new Translation(downstream, kind(rounded, Translation.Kind.EXACT)));
    }
    int next = runs.nextWithData(index);
    boolean rounded = runs.cause(next).approximate();
    return Optional.of(new Translation(runs.downstream(next), kind(rounded, Translation.Kind.GAP)));
  }

  /**
   * Where the next record to read is on the source, for one who read the target up to an offset.
   *
   * @return empty if the map is
   */
  public Optional<Translation> upstreamOf(long downstream) {
    if (isEmpty()) {
      return Optional.empty();
    }
    int index = runs.lastFromDownstream(downstream);
    if (index < 0) {
      return Optional.of(new Translation(runs.upstream(0), Translation.Kind.BEFORE_FIRST));
    }
    if (downstream >= runs.downstreamEnd(index)) {
      int next = runs.nextWithData(index);
      if (runs.cause(next).approximate()) {
        // Extended backwards: the first of the runs it stands for began at a lower offset.
        long bound = upstreamBound(next, runs.downstream(next));
        return Optional.of(new Translation(bound, Translation.Kind.ROUNDED));
      }
      return Optional.of(new Translation(runs.upstream(next), Translation.Kind.GAP));
    }
    if (index == runs.size() - 1 && runs.cause(index) == Cause.OTHER_WRITER) {
      return Optional.of(new Translation(runs.upstream(index), Translation.Kind.ROUNDED));
    }
    if (runs.cause(index).approximate()) {
      return Optional.of(
          new Translation(upstreamBound(index, downstream), Translation.Kind.ROUNDED));
    }
    long upstream = runs.upstream(index) + (downstream - runs.downstream(index));
    return Optional.of(new Translation(upstream, Translation.Kind.EXACT));
  }

  /**
   * The position of copying, from where the data on the target ends: the offset after the last
   * record of its last data batch. Not the log end, behind which the markers of takeovers stand.
   *
   * @throws IllegalStateException if the map is empty: then the flow's settings say where to start
   */
  public Position positionAt(long dataEnd) {
    if (isEmpty()) {
      throw new IllegalStateException("an empty map knows no position");
    }
    return Resumption.of(runs, dataEnd).position();
  }

  /**
   * The map without the runs that hold no record below the end of the data, ready for a run at
   * {@link #positionAt}. It loses nothing that the target holds, except where the position isn't
   * exact.
   */
  public Edit truncateTo(long dataEnd) {
    return edits().keepFirst(isEmpty() ? 0 : Resumption.of(runs, dataEnd).kept());
  }

  /** The map with the runs that begin at or below a downstream offset, data or not. */
  public Edit keepUpTo(long downstream) {
    return edits().keepFirst(runs.lastFromDownstream(downstream) + 1);
  }

  /**
   * Up to where the source's log is still the one that was copied.
   *
   * @param epoch the largest leader epoch up to that of the newest copied record that the source's
   *     leader knows
   * @param end where that epoch ends in the leader's log
   * @return an upstream offset, {@code end} at most: where a later epoch begins here, what follows
   *     was copied from a log that the leader doesn't have
   */
  public long agreedEnd(int epoch, long end) {
    for (int index = 0; index < runs.size(); index++) {
      if (runs.leaderEpoch(index) > epoch) {
        return Math.min(end, runs.upstream(index));
      }
    }
    return end;
  }

  /**
   * The map after the source lost its tail and writes those offsets anew. What was copied of the
   * lost tail stays on the target, but is no longer in the map.
   *
   * @param upstream the first upstream offset that is written anew
   * @param downstream the downstream offset that it will be copied to
   */
  public Edit truncateSource(long upstream, long downstream, long timestampMs) {
    return edits().truncateSource(upstream, downstream, timestampMs);
  }

  /**
   * The end of the target's data, when compaction or retention have removed the newest data and
   * only markers, or what others wrote, stand behind. It can't be read from the log then. If
   * nothing was copied since the last takeover, that takeover's run tells what it measured. Else
   * what is missing before {@code wholeFrom} was data, less the markers that may be missing behind
   * the last record: those of takeovers that ended before their run was durable. So it is never too
   * high, nothing is left out; what it is too low by is copied twice.
   *
   * @param wholeFrom the lowest offset from which on nothing is missing and nothing is ours
   * @param logEnd the offset after the fence's marker
   * @param missingMarkers how many of such takeovers' markers may be missing; usually none
   */
  public long dataEndWhereRemoved(long wholeFrom, long logEnd, long missingMarkers) {
    int index = runs.lastFromDownstream(wholeFrom - 1) + 1;
    boolean measured =
        index < runs.size()
            && runs.cause(index) == Cause.TAKEOVER
            && runs.downstream(index) < logEnd
            && runs.previousEnd(index) <= wholeFrom;
    return measured
        ? runs.previousEnd(index)
        : Math.max(measuredBefore(index), wholeFrom - missingMarkers);
  }

  /** Where the data ended at the newest takeover before a run; 0 if there was none. */
  private long measuredBefore(int index) {
    for (int before = index - 1; before >= 0; before--) {
      if (runs.cause(before) == Cause.TAKEOVER) {
        return runs.previousEnd(before);
      }
    }
    return 0;
  }

  /**
   * The map with fewer runs, if it has more than a number of them. The newer half stays as it is;
   * older runs become fewer, so that translations of old offsets may become lower, never higher.
   * More may stay than allowed, where they are written far ahead of the data.
   *
   * @param maxRuns at least 8
   * @param exactFrom downstream offset up to which data is known to be durable. A position may have
   *     to be found at any data end from there on, so those runs stay as they are
   */
  public Edit thin(int maxRuns, long exactFrom) {
    return edits().thin(maxRuns, exactFrom);
  }

  /** The map without the oldest runs, as far as both logs have deleted everything they tell of. */
  public Edit dropBelow(long sourceLogStart, long targetLogStart) {
    return edits().dropBelow(sourceLogStart, targetLogStart);
  }

  /** The map with a run that may contradict the newest runs: what does is removed. */
  Edit superseding(Run run) {
    return edits().superseding(run);
  }

  boolean hasRunAt(long upstream) {
    int index = runs.lastFromUpstream(upstream);
    return index >= 0 && runs.upstream(index) == upstream;
  }

  private long upstreamBound(int index, long downstream) {
    int before = index - 1;
    boolean parallel = runs.cause(index) == Cause.THINNED && runs.cause(before) != Cause.COARSE;
    // The thinned runs lost offsets upstream only, so none was further ahead than the run before.
    long bound =
        parallel
            ? runs.upstream(before) + (downstream - runs.downstream(before))
            : runs.upstreamEnd(before);
    return Math.min(bound, runs.upstream(index + 1));
  }

  private Edits edits() {
    return new Edits(incarnation, runs);
  }

  private static Translation.Kind kind(boolean rounded, Translation.Kind otherwise) {
    return rounded ? Translation.Kind.ROUNDED : otherwise;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetMap map
        && incarnation.equals(map.incarnation)
        && runs.equals(map.runs);
  }

  @Override
  public int hashCode() {
    return 31 * incarnation.hashCode() + runs.hashCode();
  }

  @Override
  public String toString() {
    return "OffsetMap" + runs();
  }
}
