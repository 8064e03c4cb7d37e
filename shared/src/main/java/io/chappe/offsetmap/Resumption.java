package io.chappe.offsetmap;

/**
 * Where copying goes on for a given end of the target's data, and how many of the oldest runs still
 * hold.
 *
 * @param position where copying goes on
 * @param kept the number of runs that hold, from the oldest
 */
record Resumption(Position position, int kept) {

  static Resumption of(RunTable runs, long dataEnd) {
    int last = runs.lastFromDownstream(dataEnd);
    // What stands between the end of this run's data and the next run is not ours, even if it looks
    // like data: for
    // example what was copied before the source lost its tail.
    long end = last < 0 ? runs.previousEnd(0) : runs.downstreamEnd(last);
    end = Math.min(dataEnd, end);
    if (last < 0) {
      return new Resumption(new Position(runs.upstream(0), end, true), 0);
    }
    if (runs.cause(last).approximate()) {
      // Only where the thinned runs began is known exactly: go back to there.
      long begin = runs.previousEnd(last);
      return new Resumption(new Position(runs.upstreamEnd(last - 1), begin, end == begin), last);
    }
    long copied = end - runs.downstream(last);
    int kept = copied == 0 ? last : last + 1;
    if (last + 1 < runs.size()
        && end == runs.downstreamEnd(last)
        && !runs.cause(last + 1).approximate()) {
      // All before the next run is here, and that run begins behind what isn't to be copied, such
      // as what the source has deleted: not to be looked for again.
      long dataBefore = copied == 0 ? runs.previousEnd(last) : end;
      long upstream = runs.upstream(runs.nextWithData(last));
      return new Resumption(new Position(upstream, dataBefore, true), kept);
    }
    if (copied == 0) {
      // The run holds nothing. Its successor takes its place and its key, and the data before it
      // ends where it did.
      return new Resumption(new Position(runs.upstream(last), runs.previousEnd(last), true), kept);
    }
    return new Resumption(new Position(runs.upstream(last) + copied, end, true), kept);
  }
}
