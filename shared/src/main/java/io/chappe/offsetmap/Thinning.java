package io.chappe.offsetmap;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a long list of runs short. The newer half of what is allowed stays; the older runs are
 * brought down to a quarter, so that thinning is needed again only after a quarter of new ones.
 *
 * <p>Neighbours that only lost upstream offsets become the last of them, extended backwards to
 * where the first began downstream. Call a run's difference {@code downstream - upstream}: it only
 * falls from run to run there, so with the last run's difference every offset of the group
 * translates too low, by what the difference fell within the group. That error is spread evenly:
 * the smallest tolerance that makes the list short enough is taken, and runs with large
 * transactions are merged as readily as those with small ones.
 *
 * <p>Groups end where the target holds something of its own, such as the marker of a takeover. Only
 * if there are too many of those are the oldest runs made one that translates to its beginning. The
 * first run always stays: with it goes the knowledge where everything began.
 */
final class Thinning {
  private static final int SMALLEST = 8;

  private final RunTable runs;
  private final int target;
  private final int older;

  /**
   * @param exactFrom index of the first run that must stay as it is
   */
  Thinning(RunTable runs, int maxRuns, int exactFrom) {
    if (maxRuns < SMALLEST) {
      throw new IllegalArgumentException("a map must be allowed " + SMALLEST + " runs: " + maxRuns);
    }
    this.runs = runs;
    this.target = maxRuns / 4;
    this.older = Math.min(runs.size() - maxRuns / 2, exactFrom);
  }

  List<Run> thinned() {
    if (older <= target) {
      return all();
    }
    long span = difference(0) - difference(older - 1);
    long tolerance = Math.max(1, span / (2L * target));
    List<Run> kept = merged(tolerance);
    while (kept.size() > target && tolerance < Long.MAX_VALUE / 2) {
      tolerance *= 2;
      kept = merged(tolerance);
    }
    if (kept.size() > target) {
      kept = coarsened(kept);
    }
    kept.addAll(all().subList(older, runs.size()));
    return kept;
  }

  private List<Run> all() {
    List<Run> all = new ArrayList<>(runs.size());
    for (int index = 0; index < runs.size(); index++) {
      all.add(runs.run(index));
    }
    return all;
  }

  private List<Run> merged(long tolerance) {
    List<Run> kept = new ArrayList<>();
    kept.add(runs.run(0));
    long before = difference(0);
    int first = 1;
    while (first < older) {
      int last = first;
      while (last + 1 < older
          && mergeable(first)
          && mergeable(last + 1)
          && before - difference(last + 1) <= tolerance) {
        last++;
      }
      kept.add(last == first ? runs.run(first) : extendedBackwards(first, last));
      before = difference(last);
      first = last + 1;
    }
    return kept;
  }

  private List<Run> coarsened(List<Run> kept) {
    int surplus = kept.size() - target + 1;
    Run last = kept.get(surplus);
    Run after = surplus + 1 < kept.size() ? kept.get(surplus + 1) : runs.run(older);
    long upstreamEnd = last.upstream() + (after.previousEnd() - last.downstream());
    long end = kept.get(1).previousEnd();
    List<Run> fewer = new ArrayList<>();
    fewer.add(kept.get(0));
    fewer.add(
        new Run(upstreamEnd - 1, end, end, Cause.COARSE, last.timestampMs(), last.leaderEpoch()));
    fewer.addAll(kept.subList(surplus + 1, kept.size()));
    return fewer;
  }

  private Run extendedBackwards(int first, int last) {
    long begin = runs.downstream(first);
    long upstream = runs.upstream(last) - (runs.downstream(last) - begin);
    return new Run(
        upstream, begin, begin, Cause.THINNED, runs.timestampMs(last), runs.leaderEpoch(last));
  }

  private boolean mergeable(int index) {
    return runs.previousEnd(index) == runs.downstream(index) && runs.cause(index) != Cause.COARSE;
  }

  private long difference(int index) {
    return runs.downstream(index) - runs.upstream(index);
  }
}
