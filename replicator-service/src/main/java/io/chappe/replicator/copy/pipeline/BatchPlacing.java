package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.RecordRefusedException;
import io.chappe.replicator.copy.port.Rewritten;
import io.chappe.replicator.copy.refusal.LeftOut;
import io.chappe.replicator.copy.refusal.RefusalJudge;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Gives each batch of one pipeline the downstream offset that it will have. */
final class BatchPlacing {
  /**
   * What was made of a chunk.
   *
   * @param placements the batches that can be copied, in order
   * @param end why nothing behind them can be; empty if all of the chunk can
   */
  record Placed(List<Placement> placements, Optional<PipelineState.End> end) {}

  /** A batch that is ready, before it has its place. */
  private record Shaped(
      FetchedBatch batch,
      List<Rewritten.Stretch> stretches,
      long upstreamEnd,
      int leaderEpoch,
      boolean merged) {}

  private final LeftOut leftOut;
  private final RunLedger ledger;
  private final BatchShaping shaping;
  private final List<Shaped> shaped = new ArrayList<>();
  private long nextUpstream;
  private long nextDownstream;

  /**
   * @param taken where to begin
   * @param ledger hears of the places
   */
  BatchPlacing(TakeoverResult taken, BatchCodec codec, RefusalJudge refusals, RunLedger ledger) {
    this.leftOut = refusals.leftOut();
    this.ledger = ledger;
    this.shaping = new BatchShaping(codec, leftOut, refusals.limits(), this::shaped);
    this.nextUpstream = taken.upstream();
    this.nextDownstream = taken.downstream();
  }

  private void shaped(
      FetchedBatch batch,
      List<Rewritten.Stretch> stretches,
      long upstreamEnd,
      int leaderEpoch,
      boolean merged) {
    shaped.add(new Shaped(batch, stretches, upstreamEnd, leaderEpoch, merged));
  }

  /**
   * Places batches up to the first that can't be decoded: those before it are copied still, then
   * the pipeline ends.
   */
  Placed place(Chunk chunk) {
    List<FetchedBatch> batches = chunk.batches();
    List<Placement> placed = new ArrayList<>(batches.size());
    // A batch that was shaped may be given back: not to be asked afterwards.
    long[] ends = batches.stream().mapToLong(batch -> batch.lastOffset() + 1).toArray();
    List<DeadLetter> letters = new ArrayList<>();
    Optional<PipelineState.End> end = Optional.empty();
    int next = 0;
    try {
      while (next < batches.size()) {
        FetchedBatch first = batches.get(next);
        boolean leavesOut = leftOut.concerns(first);
        int epoch = first.leaderEpoch();
        next += shaping.shape(batches.subList(next, batches.size()), nextUpstream);
        letters.addAll(leftOut.takeFound());
        if (letters.isEmpty()) {
          placeShaped(placed, Math.max(nextUpstream, ends[next - 1]), leavesOut, epoch);
        } else {
          discardShaped();
        }
      }
      if (letters.isEmpty()) {
        nextUpstream = Math.max(nextUpstream, chunk.endOffset());
      }
    } catch (KafkaException undecodable) {
      String message = String.valueOf(undecodable.getMessage());
      end = endBefore(batches, next, new Failure.Retry(Reason.CORRUPT_MESSAGE, message));
    } catch (RecordRefusedException refused) {
      String message = refused.getMessage();
      end = endBefore(batches, next, new Failure.StopPartition(Reason.TRANSFORM_FAILED, message));
    }
    discardShaped();
    // All before the first of these records is copied, so that they can be left out.
    return new Placed(
        placed, letters.isEmpty() ? end : Optional.of(new PipelineState.Undeliverable(letters)));
  }

  /** Ends once all before a batch is copied, which was given back already. */
  private static Optional<PipelineState.End> endBefore(
      List<FetchedBatch> batches, int failed, Failure failure) {
    batches.subList(failed + 1, batches.size()).forEach(FetchedBatch::release);
    return Optional.of(new PipelineState.Failed(failure));
  }

  /**
   * Gives places to what was shaped.
   *
   * @param end upstream offset after all that it stands for
   * @param leavesOut whether records are left out that are in the dead-letter topic: the map tells
   *     at once, so that an owner that begins behind them doesn't meet them again
   */
  private void placeShaped(List<Placement> placed, long end, boolean leavesOut, int epoch) {
    shaped.forEach(each -> placed.add(place(each)));
    shaped.clear();
    nextUpstream = end;
    if (leavesOut) {
      ledger.place(end, nextDownstream, epoch);
    }
  }

  private void discardShaped() {
    shaped.forEach(each -> each.batch().release());
    shaped.clear();
  }

  private Placement place(Shaped ready) {
    Placement placement =
        Placement.of(
            ready.batch(), ready.stretches(), nextDownstream, ready.upstreamEnd(), ready.merged());
    for (Rewritten.Stretch stretch : ready.stretches()) {
      ledger.place(stretch.upstream(), nextDownstream, ready.leaderEpoch());
      nextDownstream += stretch.count();
    }
    return placement;
  }

  /** What is accepted next comes from {@code upstream} on. */
  void continueFrom(long upstream) {
    nextUpstream = upstream;
  }

  /** Where fetching goes on. */
  long nextUpstream() {
    return nextUpstream;
  }

  /** The offset that the next batch gets. */
  long nextDownstream() {
    return nextDownstream;
  }
}
