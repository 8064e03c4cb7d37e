package io.chappe.replicator.copy.pipeline;

import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.Failure;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.refusal.Refusal;
import io.chappe.replicator.copy.refusal.RefusalJudge;
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

  /** The target's refusal, in upstream offsets. */
  Refusal refusal(Failure.Refused refused) {
    Rewritten.Stretch last = stretches.getLast();
    return new Refusal(
        refused,
        stretches.getFirst().upstream(),
        last.upstream() + last.count() - 1,
        refused.records().isEmpty() ? -1 : upstreamOf(refused.records().getFirst()),
        records,
        bytes,
        merged);
  }

  /** The records at fault, as far as they are known. */
  List<DeadLetter> deadLetters(CopyTask task, BatchCodec codec, Failure.Refused refused) {
    boolean readable = !refused.reason().equals(RefusalJudge.CORRUPT);
    List<Integer> places =
        refused.records().isEmpty() && records == 1 ? List.of(0) : refused.records();
    if (task.deadLetters().isEmpty() || !readable || places.isEmpty()) {
      return List.of();
    }
    return codec.open(batch, places).stream()
        .map(content -> content.at(upstreamOf((int) content.offset())))
        .map(
            content ->
                new DeadLetter(
                    task.source(),
                    content,
                    DeadLetter.Stage.TARGET,
                    refused.reason(),
                    refused.message()))
        .toList();
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
