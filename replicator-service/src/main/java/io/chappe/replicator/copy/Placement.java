package io.chappe.replicator.copy;

import java.util.List;

/**
 * A batch with its place on the target. What it says of the batch stays true after the batch's
 * bytes were given back.
 *
 * @param batch to be appended
 * @param stretches where its records come from
 * @param downstream the offset that its first record is to have
 * @param upstreamEnd upstream offset after all that it stands for
 * @param records how many it holds
 * @param bytes its size
 * @param timestamp its largest, milliseconds since the epoch
 * @param merged whether it was several batches on the source
 */
record Placement(
    FetchedBatch batch,
    List<Rewritten.Stretch> stretches,
    long downstream,
    long upstreamEnd,
    int records,
    int bytes,
    long timestamp,
    boolean merged) {

  static Placement of(
      FetchedBatch batch,
      List<Rewritten.Stretch> stretches,
      long downstream,
      long upstreamEnd,
      boolean merged) {
    return new Placement(
        batch,
        stretches,
        downstream,
        upstreamEnd,
        batch.recordCount(),
        batch.sizeInBytes(),
        batch.maxTimestamp(),
        merged);
  }

  /** Tells where the target has put it. */
  void tell(RunsBehind runs, long baseOffset) {
    long at = baseOffset;
    for (Rewritten.Stretch stretch : stretches) {
      runs.appended(stretch.upstream(), at, stretch.count());
      at += stretch.count();
    }
  }

  /** The target's refusal, in upstream offsets. */
  Refusal refusal(Failure.Refused refused) {
    Rewritten.Stretch last = stretches.getLast();
    return new Refusal(
        refused,
        stretches.getFirst().upstream(),
        last.upstream() + last.count() - 1,
        refused.record() < 0 ? -1 : upstreamOf(refused.record()),
        records,
        bytes,
        merged);
  }

  private long upstreamOf(int record) {
    int before = 0;
    for (Rewritten.Stretch stretch : stretches) {
      if (record < before + stretch.count()) {
        return stretch.upstream() + record - before;
      }
      before += stretch.count();
    }
    return -1;
  }
}
