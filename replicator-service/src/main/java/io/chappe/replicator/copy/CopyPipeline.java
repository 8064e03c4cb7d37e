package io.chappe.replicator.copy;

import io.chappe.offsetmap.OffsetMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * The way of one partition's batches from the source to the target, between a takeover and the
 * next.
 *
 * <p>Each batch gets the downstream offset that it will have. Where the difference to the upstream
 * offset changes, a new run of the offset map begins, and the batch waits until that run is durable
 * ("write ahead"). All runs of one chunk are written together. Batches are appended in order, as
 * many at a time as there are; each answer must name the predicted offset. The first thing that
 * goes wrong ends the pipeline: nothing is ever sent again, the next takeover finds out how far the
 * target got.
 *
 * <p>If an answer names another offset, somebody else writes to the target, and the map written
 * ahead is wrong from there on. Then nothing more is sent, and what the answers say is written to
 * the map before the pipeline ends. On a target that is declared shared, nothing is predicted and
 * the map is always written from the answers.
 *
 * <p>An answer below the predicted offset can't come from others, who only make a log longer: the
 * target has lost what was copied, or its topic was created again. Then the map is corrected so
 * that what is missing is copied again, behind what there is.
 */
final class CopyPipeline {
  /** What the pipeline tells its owner. */
  interface Outcome {
    /** Nothing more will be appended; what is in flight may still arrive. */
    void failed(Failure failure);

    /**
     * As {@link #failed}: the target doesn't take a batch for what is in it.
     *
     * @param atFault which of its records could go to the dead-letter topic instead
     * @param held where to go on without a takeover: the partition is still owned, and all that was
     *     sent behind the batch is known not to be appended. Empty if that isn't sure
     */
    void refused(Refusal refusal, List<DeadLetter> atFault, Optional<Taken> held);

    /** As {@link #failed}: these records have to go to the dead-letter topic first. */
    void undeliverable(List<DeadLetter> letters);

    /**
     * Everything appended is acknowledged and nothing waits. Told once, after {@link
     * CopyPipeline#drain}.
     */
    void drained();
  }

  private final CopyTask task;
  private final Taken taken;
  private final BatchAppender target;
  private final CopyObserver observer;
  private final LongSupplier wallClockMs;
  private final Outcome outcome;
  private final LeftOut leftOut;
  private final BatchShaping shaping;
  private final List<Shaped> shaped = new ArrayList<>();
  private final ProducerIdentity producer;
  private final MapWriter writer;
  private final FirstAlone firstAlone;

  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private RunLedger ledger;
  private Optional<RefusedBatch> refused = Optional.empty();
  private Optional<Runnable> whenSettled = Optional.empty();
  private int sequence;
  private long nextUpstream;
  private long nextDownstream;
  private long durableEnd;
  private int inFlight;
  private long acknowledged;
  private long lastStableOffset = -1;
  private OptionalLong timestampMs = OptionalLong.empty();
  private boolean open = true;
  private boolean draining;
  private boolean correcting;

  /**
   * Whether the source was truncated after a batch was refused: only a takeover tells where to go
   * on.
   */
  private boolean movedOn;

  private OptionalLong lostFrom = OptionalLong.empty();
  private Optional<Failure> ending = Optional.empty();
  private List<DeadLetter> deadLetters = List.of();

  CopyPipeline(
      CopyTask task,
      Taken taken,
      BatchAppender target,
      OffsetMapStore store,
      CopyObserver observer,
      LongSupplier wallClockMs,
      LongSupplier clockMs,
      int maxRuns,
      Refusals refusals,
      Outcome outcome) {
    this.taken = taken;
    this.firstAlone = new FirstAlone(clockMs);
    this.leftOut = refusals.leftOut();
    this.shaping = new BatchShaping(target, leftOut, refusals.limits(), this::shaped);
    this.task = task;
    this.target = target;
    this.observer = observer;
    this.wallClockMs = wallClockMs;
    this.outcome = outcome;
    this.producer = taken.producer();
    this.nextUpstream = taken.upstream();
    this.nextDownstream = taken.downstream();
    this.acknowledged = taken.upstream();
    this.sequence = taken.sequence();
    this.durableEnd = taken.dataEnd();
    this.writer = new MapWriter(task, taken, store, new MapOutcome());
    this.ledger =
        task.exclusive()
            ? new RunsAhead(taken.map(), taken.obsolete(), writer, wallClockMs, maxRuns)
            : new RunsBehind(taken.map(), durableEnd, List.of(), writer, wallClockMs, maxRuns);
  }

  private final class MapOutcome implements MapWriter.Listener {
    @Override
    public void written() {
      sendWhatMayGo();
      finishIfSettled();
    }

    @Override
    public void failed(Failure failure) {
      if (open) {
        fail(failure);
      }
    }
  }

  /** A batch that waits for its turn or for its answer. */
  private final class Pending implements Reply<Long> {
    private final Placement placement;
    private long afterMapWrite;
    private int sequenceOfFirst;

    private Pending(Placement placement) {
      this.placement = placement;
    }

    @Override
    public void done(Long baseOffset) {
      inFlight--;
      if (!open) {
        return;
      }
      firstAlone.answered();
      timestampMs = OptionalLong.of(placement.timestamp());
      if (refused.isPresent()) {
        refused.get().appendedBehind(baseOffset + placement.records());
        finishIfSettled();
        return;
      }
      if (ledger instanceof RunsAhead ahead
          && ahead.isContradicted(placement.downstream(), baseOffset)) {
        beginCorrection(ahead, placement.downstream(), baseOffset);
      }
      ledger.appended(placement.stretches(), baseOffset);
      acknowledged = placement.upstreamEnd();
      durableEnd = baseOffset + placement.records();
      observer.copied(
          task.source(),
          placement.records(),
          placement.bytes(),
          wallClockMs.getAsLong() - placement.timestamp());
      sendWhatMayGo();
      finishIfSettled();
    }

    @Override
    public void failed(Failure failure) {
      inFlight--;
      if (refused.isPresent()) {
        refused.get().failedBehind(failure);
        finishIfSettled();
      } else if (!open || draining || correcting) {
        finishIfSettled();
      } else if (failure instanceof Failure.Refused batch) {
        refused =
            Optional.of(new RefusedBatch(placement, batch, deadLetters(batch), sequenceOfFirst));
        discardWaiting();
        target.withdraw(task.target());
        finishIfSettled();
      } else {
        fail(failure);
      }
    }

    /** None if they can't be read: then the batch stops its partition as a whole. */
    private List<DeadLetter> deadLetters(Failure.Refused answer) {
      try {
        return placement.deadLetters(task, target, answer);
      } catch (KafkaException unreadable) {
        return List.of();
      }
    }
  }

  /** Takes the next batches. */
  void accept(Chunk chunk) {
    if (!open || draining || correcting || ending.isPresent() || refused.isPresent()) {
      chunk.release();
      return;
    }
    lastStableOffset = chunk.lastStableOffset();
    List<Pending> placed = placeAll(chunk);
    long mapWrite = ledger.writeAhead(durableEnd);
    for (Pending pending : placed) {
      pending.afterMapWrite = mapWrite;
      waiting.add(pending);
    }
    sendWhatMayGo();
    finishIfSettled();
  }

  /**
   * Places batches up to the first that can't be decoded: those before it are copied still, then
   * this ends.
   */
  private List<Pending> placeAll(Chunk chunk) {
    List<FetchedBatch> batches = chunk.batches();
    List<Pending> placed = new ArrayList<>(batches.size());
    // A batch that was shaped may be given back: not to be asked afterwards.
    long[] ends = batches.stream().mapToLong(batch -> batch.lastOffset() + 1).toArray();
    List<DeadLetter> letters = new ArrayList<>();
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
      endBefore(
          batches.subList(next, batches.size()),
          new Failure.Retry(Refusals.CORRUPT, String.valueOf(undecodable.getMessage())));
    } catch (RecordRefusedException refused) {
      endBefore(
          batches.subList(next, batches.size()),
          new Failure.StopPartition(RecordRefusedException.REASON, refused.getMessage()));
    }
    discardShaped();
    if (!letters.isEmpty()) {
      endWith(letters);
    }
    return placed;
  }

  /** A batch that is ready, before it has its place. */
  private record Shaped(
      FetchedBatch batch,
      List<Rewritten.Stretch> stretches,
      long upstreamEnd,
      int leaderEpoch,
      boolean merged) {}

  private void shaped(
      FetchedBatch batch,
      List<Rewritten.Stretch> stretches,
      long upstreamEnd,
      int leaderEpoch,
      boolean merged) {
    shaped.add(new Shaped(batch, stretches, upstreamEnd, leaderEpoch, merged));
  }

  /**
   * Gives places to what was shaped.
   *
   * @param end upstream offset after all that it stands for
   * @param leavesOut whether records are left out that are in the dead-letter topic: the map tells
   *     at once, so that an owner that begins behind them doesn't meet them again
   */
  private void placeShaped(List<Pending> placed, long end, boolean leavesOut, int epoch) {
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

  /** Ends once all before the first of these records is copied, so that they can be left out. */
  private void endWith(List<DeadLetter> letters) {
    deadLetters = letters;
    ending =
        Optional.of(new Failure.Retry(letters.getFirst().reason(), letters.getFirst().message()));
  }

  /** Ends once all before the first of {@code batches} is copied, which was given back already. */
  private void endBefore(List<FetchedBatch> batches, Failure failure) {
    batches.subList(1, batches.size()).forEach(FetchedBatch::release);
    ending = Optional.of(failure);
  }

  private Pending place(Shaped ready) {
    Pending pending =
        new Pending(
            Placement.of(
                ready.batch(),
                ready.stretches(),
                nextDownstream,
                ready.upstreamEnd(),
                ready.merged()));
    for (Rewritten.Stretch stretch : ready.stretches()) {
      ledger.place(stretch.upstream(), nextDownstream, ready.leaderEpoch());
      nextDownstream += stretch.count();
    }
    return pending;
  }

  private void sendWhatMayGo() {
    while (open
        && !draining
        && !correcting
        && !waiting.isEmpty()
        && waiting.peek().afterMapWrite <= writer.durable()
        && firstAlone.mayAppend(inFlight)) {
      Pending next = waiting.poll();
      inFlight++;
      next.sequenceOfFirst = sequence;
      sequence = Sequences.plus(sequence, next.placement.records());
      target.append(task.target(), producer, next.sequenceOfFirst, next.placement.batch(), next);
    }
  }

  private void beginCorrection(RunsAhead ahead, long predicted, long answered) {
    correcting = true;
    discardWaiting();
    if (answered < predicted) {
      lostFrom = OptionalLong.of(ahead.upstreamAt(answered));
    }
    ledger = ahead.correctedFrom(Math.min(predicted, answered));
  }

  /**
   * What the target has lost is to be copied again: once all answers are there, the map says so.
   */
  private void goBackToWhatWasLost() {
    long upstream = lostFrom.getAsLong();
    ledger.sourceTruncated(upstream, nextDownstream);
    acknowledged = Math.min(acknowledged, upstream);
  }

  private Failure wrongOffset() {
    return lostFrom.isPresent()
        ? new Failure.Retry(
            "TARGET_LOST",
            "the log of %s was shorter than what was copied to it: what is missing is copied again, from offset %d of the source on"
                .formatted(task.target(), lostFrom.getAsLong()))
        : new Failure.ForeignWrites(
            task.target()
                + " has records that this flow didn't append, the last before "
                + durableEnd);
  }

  /** Writes the map of a shared target, if there is anything new. To be called now and then. */
  void writeBehind() {
    if (open && !correcting) {
      ledger.writeBehind(position());
    }
  }

  /**
   * The source's log from {@code upstream} on, below the position, is another than the one that was
   * copied: what comes from there on is new, and goes behind all else.
   */
  void continueAfterTruncation(long upstream) {
    ledger.sourceTruncated(upstream, nextDownstream);
    leftOut.forgetFrom(upstream);
    nextUpstream = upstream;
    acknowledged = Math.min(acknowledged, upstream);
  }

  /**
   * Up to where the source's log is still the one that was copied, see {@link OffsetMap#agreedEnd}.
   */
  long agreedEnd(int epoch, long end) {
    return Math.min(ledger.agreedEnd(epoch, end), nextUpstream);
  }

  /** Runs in the map. */
  int runs() {
    return ledger.size();
  }

  /** Drops runs that tell of nothing that either log still has. */
  void dropRunsBelow(long sourceStart, long targetStart) {
    if (correcting || refused.isPresent()) {
      return;
    }
    ledger.dropBelow(sourceStart, targetStart);
    if (inFlight == 0 && waiting.isEmpty() && targetStart >= durableEnd) {
      ledger.rememberEnd(nextUpstream, nextDownstream, durableEnd);
    }
  }

  /** In which leader epoch the newest placed records were taken, if known. */
  int leaderEpoch() {
    return ledger.leaderEpoch();
  }

  /** The source has deleted what lies between the position and its log start. */
  void continueAfterLoss(long logStart) {
    ledger.sourceLost(logStart, nextDownstream);
    nextUpstream = logStart;
  }

  /**
   * Appends nothing more, and tells when everything in flight is answered and the map is written.
   */
  void drain() {
    draining = true;
    discardWaiting();
    finishIfSettled();
  }

  /** Forgets everything at once. */
  void abandon() {
    if (!open) {
      return;
    }
    open = false;
    target.forget(task.target());
    discardWaiting();
  }

  private void fail(Failure failure) {
    abandon();
    outcome.failed(failure);
  }

  private void discardWaiting() {
    waiting.forEach(pending -> pending.placement.batch().release());
    waiting.clear();
  }

  private void finishIfSettled() {
    if (!open || inFlight > 0 || !waiting.isEmpty()) {
      return;
    }
    if (whenSettled.isPresent()) {
      movedOn |= refused.isPresent();
      settle(whenSettled.get());
    }
    if (!draining && !correcting && ending.isEmpty() && refused.isEmpty()) {
      return;
    }
    refused.flatMap(RefusedBatch::displaced).ifPresent(this::goBackTo);
    if (lostFrom.isPresent() && acknowledged > lostFrom.getAsLong()) {
      goBackToWhatWasLost();
    }
    ledger.writeBehind(acknowledged);
    if (writer.durable() < writer.begun()) {
      return;
    }
    if (refused.isPresent()) {
      endRefused(refused.get());
    } else if (correcting) {
      fail(wrongOffset());
    } else if (!deadLetters.isEmpty()) {
      abandon();
      outcome.undeliverable(deadLetters);
    } else if (ending.isPresent()) {
      fail(ending.get());
    } else {
      open = false;
      outcome.drained();
    }
  }

  private void settle(Runnable action) {
    whenSettled = Optional.empty();
    action.run();
  }

  /**
   * Runs {@code action} once nothing is in flight and nothing waits; at once if that is so. Nothing
   * is accepted meanwhile: the source isn't followed.
   */
  void whenSettled(Runnable action) {
    if (!open || draining || correcting || ending.isPresent() || refused.isPresent()) {
      return;
    }
    whenSettled = Optional.of(action);
    finishIfSettled();
  }

  /** What was refused, and what took its place, will be copied behind that. */
  private void goBackTo(RefusedBatch.Displaced displaced) {
    ledger.sourceTruncated(displaced.upstream(), displaced.downstream());
    acknowledged = Math.min(acknowledged, displaced.upstream());
  }

  private void endRefused(RefusedBatch batch) {
    if (batch.failure().isPresent()) {
      fail(batch.failure().get());
      return;
    }
    if (draining) {
      open = false;
      outcome.drained();
      return;
    }
    Optional<Taken> held = movedOn ? Optional.empty() : ledger.heldAt(taken, batch, durableEnd);
    open = false;
    outcome.refused(batch.refusal(), batch.atFault(), held);
  }

  /** What is remembered of the map if this ends now; empty on a shared target. */
  Optional<RememberedMap> remembered() {
    return ledger.remembered(producer);
  }

  /** Milliseconds since the target last answered. */
  long silentMs() {
    return firstAlone.silentMs();
  }

  /**
   * The timestamp from which brokers count until they forget this owner: that of the batch that was
   * appended last, milliseconds since the epoch; empty before the first.
   */
  OptionalLong timestampMs() {
    return timestampMs;
  }

  /** Everything below this upstream offset is durable on the target, or not to be copied. */
  long position() {
    boolean nothingLeft =
        open && !draining && !correcting && refused.isEmpty() && inFlight == 0 && waiting.isEmpty();
    return nothingLeft ? Math.max(acknowledged, nextUpstream) : acknowledged;
  }

  /** Where fetching goes on. */
  long nextUpstream() {
    return nextUpstream;
  }

  /**
   * Records (counted in offsets) that a consumer could read on the source and that aren't durable
   * on the target.
   */
  long lag() {
    return lastStableOffset < 0 ? 0 : Math.max(0, lastStableOffset - position());
  }
}
