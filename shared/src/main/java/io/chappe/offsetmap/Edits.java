package io.chappe.offsetmap;

import java.util.ArrayList;
import java.util.List;

/** The changes of a map that remove runs, and what has to be stored for them. */
final class Edits {
  private final Incarnation incarnation;
  private final RunTable runs;

  Edits(Incarnation incarnation, RunTable runs) {
    this.incarnation = incarnation;
    this.runs = runs;
  }

  Edit truncateSource(long upstream, long downstream, long timestampMs) {
    int last = runs.lastFromUpstream(upstream - 1);
    RunTable kept = runs.first(last + 1);
    long end = downstream;
    int epoch = last < 0 ? Run.NO_EPOCH : runs.leaderEpoch(last);
    if (last >= 0) {
      // Where a thinned run is cut is not known exactly, so all of it stays: that rounds down.
      end = runs.downstreamEnd(last);
      if (!runs.cause(last).approximate()) {
        end = Math.min(end, runs.downstream(last) + (upstream - runs.upstream(last)));
      }
    }
    List<Run> written = new ArrayList<>();
    if (last >= 0 && last + 1 < runs.size() && runs.cause(last + 1).approximate()) {
      // Some of what the thinned run tells of may be before the cut. It must not look like a gap.
      written.add(new Run(upstream - 1, end, end, Cause.COARSE, timestampMs, epoch));
      end = downstream;
    }
    written.add(new Run(upstream, downstream, end, Cause.SOURCE_TRUNCATED, timestampMs, epoch));
    for (Run run : written) {
      kept = kept.plus(run);
    }
    List<Long> removed = upstreams(last + 1, runs.size());
    removed.removeIf(key -> written.stream().anyMatch(run -> run.upstream() == key));
    return new Edit(new OffsetMap(incarnation, kept), written, removed);
  }

  Edit dropBelow(long sourceLogStart, long targetLogStart) {
    int first = Math.max(0, runs.lastFromUpstream(sourceLogStart));
    // A run that stands for several gives its bounds only together with the one before it.
    while (first > 0
        && (runs.cause(first).approximate() || runs.previousEnd(first) > targetLogStart)) {
      first--;
    }
    if (first == 0) {
      return unchanged();
    }
    return new Edit(new OffsetMap(incarnation, runs.from(first)), List.of(), upstreams(0, first));
  }

  /** The map with a run that may contradict the newest runs: what does is removed. */
  Edit superseding(Run run) {
    int kept = runs.size();
    while (kept > 0
        && (runs.downstream(kept - 1) > run.previousEnd()
            || runs.upstream(kept - 1) >= run.upstream())) {
      kept--;
    }
    List<Long> removed = upstreams(kept, runs.size());
    removed.remove(run.upstream());
    RunTable changed = runs.first(kept).plus(run);
    return new Edit(new OffsetMap(incarnation, changed), List.of(run), removed);
  }

  Edit thin(int maxRuns, long exactFrom) {
    if (runs.size() <= maxRuns) {
      return unchanged();
    }
    int lastDurable = runs.lastFromDownstream(exactFrom - 1);
    return replaced(new Thinning(runs, maxRuns, lastDurable).thinned());
  }

  private Edit replaced(List<Run> kept) {
    List<Run> written = new ArrayList<>();
    List<Long> removed = new ArrayList<>();
    int old = 0;
    for (Run run : kept) {
      while (old < runs.size() && runs.upstream(old) < run.upstream()) {
        removed.add(runs.upstream(old++));
      }
      boolean same = old < runs.size() && runs.upstream(old) == run.upstream();
      if (!same || !runs.run(old).equals(run)) {
        written.add(run);
      }
      old += same ? 1 : 0;
    }
    return new Edit(new OffsetMap(incarnation, RunTable.of(kept)), written, removed);
  }

  Edit keepFirst(int count) {
    return new Edit(
        new OffsetMap(incarnation, runs.first(count)), List.of(), upstreams(count, runs.size()));
  }

  private Edit unchanged() {
    return new Edit(new OffsetMap(incarnation, runs), List.of(), List.of());
  }

  private List<Long> upstreams(int from, int to) {
    List<Long> upstreams = new ArrayList<>(to - from);
    for (int index = from; index < to; index++) {
      upstreams.add(runs.upstream(index));
    }
    return upstreams;
  }
}
