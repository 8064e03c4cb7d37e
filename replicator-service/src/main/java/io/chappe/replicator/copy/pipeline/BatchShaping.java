package io.chappe.replicator.copy.pipeline;

import io.chappe.replicator.copy.port.AppendLimits;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.refusal.LeftOut;
import java.util.List;

/**
 * Decides in which batches a partition's records go to the target: as they were fetched, if
 * possible; rebuilt, if the target wouldn't take them so or records are changed on the way; small
 * neighbours together. Those that came in one fetch response were waiting already, so merging them
 * delays none.
 */
final class BatchShaping {
  /** Takes batches that are ready to be appended, in order. */
  interface Sink {
    /**
     * A batch.
     *
     * @param stretches where its records come from
     * @param upstreamEnd upstream offset after all that it stands for
     * @param leaderEpoch in which the source took its records
     * @param merged whether it was several batches on the source
     */
    void add(
        FetchedBatch batch,
        List<Rewritten.Stretch> stretches,
        long upstreamEnd,
        int leaderEpoch,
        boolean merged);
  }

  private final BatchCodec codec;
  private final LeftOut leftOut;
  private final AppendLimits limits;
  private final Sink sink;
  private long apartBelow;

  BatchShaping(BatchCodec codec, LeftOut leftOut, AppendLimits limits, Sink sink) {
    this.codec = codec;
    this.leftOut = leftOut;
    this.limits = limits;
    this.sink = sink;
  }

  /**
   * Shapes the first of {@code batches}, and more if they go together.
   *
   * @param from upstream offset of the first record to copy
   * @return how many of the batches were taken over
   */
  int shape(List<FetchedBatch> batches, long from) {
    FetchedBatch first = batches.getFirst();
    if (!first.isData() || first.lastOffset() < from) {
      first.release();
      return 1;
    }
    int together = neighbours(batches, from);
    if (together > 1) {
      long end = batches.get(together - 1).lastOffset() + 1;
      if (merge(batches.subList(0, together))) {
        return together;
      }
      // One of them is corrupt: not to be looked for in each group that it would be in.
      apartBelow = end;
    }
    if (goesAsItIs(first, from)) {
      sink.add(
          first,
          List.of(new Rewritten.Stretch(first.baseOffset(), first.recordCount())),
          first.lastOffset() + 1,
          first.leaderEpoch(),
          false);
    } else {
      rewrite(first, from);
    }
    return 1;
  }

  private boolean goesAsItIs(FetchedBatch batch, long from) {
    return batch.isAppendable()
        && batch.baseOffset() >= from
        && leftOut.changesNothingElse()
        && !leftOut.concerns(batch)
        && (batch.sizeInBytes() <= limits.largestBatch() || batch.recordCount() == 1);
  }

  /** How many batches from the first on may become one. */
  private int neighbours(List<FetchedBatch> batches, long from) {
    FetchedBatch last = batches.getFirst();
    if (!leftOut.changesNothingElse()
        || leftOut.concerns(last)
        || last.baseOffset() < from
        || last.baseOffset() < apartBelow
        || last.baseOffset() < limits.unmergedBelow()) {
      return 1;
    }
    int bytes = last.sizeInBytes();
    int count = 1;
    while (count < batches.size()
        && last.mergesWith(batches.get(count))
        && !leftOut.concerns(batches.get(count))) {
      last = batches.get(count);
      bytes += last.sizeInBytes();
      if (bytes > limits.largestMerged()) {
        break;
      }
      count++;
    }
    return count;
  }

  private boolean merge(List<FetchedBatch> neighbours) {
    long upstream = neighbours.getFirst().baseOffset();
    long end = neighbours.getLast().lastOffset() + 1;
    int epoch = neighbours.getFirst().leaderEpoch();
    return codec
        .merge(neighbours)
        .map(
            merged -> {
              sink.add(
                  merged,
                  List.of(new Rewritten.Stretch(upstream, (int) (end - upstream))),
                  end,
                  epoch,
                  true);
              return true;
            })
        .orElse(false);
  }

  private void rewrite(FetchedBatch batch, long from) {
    long batchEnd = batch.lastOffset() + 1;
    int epoch = batch.leaderEpoch();
    List<Rewritten> parts = codec.rewrite(batch, from, limits.largestBatch(), leftOut);
    for (int part = 0; part < parts.size(); part++) {
      Rewritten rewritten = parts.get(part);
      Rewritten.Stretch last = rewritten.stretches().getLast();
      long end = part == parts.size() - 1 ? batchEnd : last.upstream() + last.count();
      sink.add(rewritten.batch(), rewritten.stretches(), end, epoch, false);
    }
  }
}
