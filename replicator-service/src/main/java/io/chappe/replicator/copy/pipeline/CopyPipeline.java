package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.refusal.LeftOut;
import io.chappe.replicator.copy.refusal.Refusal;
import io.chappe.replicator.copy.refusal.RefusalJudge;
import io.chappe.replicator.copy.takeover.CopyContext;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 *
 * <p>States: see {@link PipelineState}. {@link BatchPlacing} gives batches their places, the {@link
 * RunLedger} tells the map of them, and the {@link AppendLane} sends them.
 */
public final class CopyPipeline {
  /** What the pipeline tells its owner. */
  public interface Outcome {
    /** Nothing more will be appended; what is in flight may still arrive. */
    void failed(Failure failure);

    /**
     * As {@link #failed}: the target doesn't take a batch for what is in it.
     *
     * @param atFault which of its records could go to the dead-letter topic instead
     * @param held where to go on without a takeover: the partition is still owned, and all that was
     *     sent behind the batch is known not to be appended. Empty if that isn't sure
     */
    void refused(Refusal refusal, List<DeadLetter> atFault, Optional<TakeoverResult> held);

    /** As {@link #failed}: these records have to go to the dead-letter topic first. */
    void undeliverable(List<DeadLetter> letters);

    /**
     * Everything appended is acknowledged and nothing waits. Told once, after {@link
     * CopyPipeline#drain}.
     */
    void drained();
  }

  private final CopyTask task;
  private final TakeoverResult taken;
  private final CopyContext context;
  private final Outcome outcome;
  private final LeftOut leftOut;
  private final MapWriter writer;
  private final BatchPlacing placing;
  private final AppendLane lane;

  private PipelineState state = new PipelineState.Open();
  private RunLedger ledger;
  private Optional<Runnable> whenSettled = Optional.empty();
  private long durableEnd;
  private long acknowledged;
  private long lastStableOffset = -1;
  private OptionalLong timestampMs = OptionalLong.empty();

  public CopyPipeline(
      CopyTask task,
      TakeoverResult taken,
      CopyContext context,
      RefusalJudge refusals,
      Outcome outcome) {
    this.task = task;
    this.taken = taken;
    this.context = context;
    this.outcome = outcome;
    this.leftOut = refusals.leftOut();
    this.acknowledged = taken.upstream();
    this.durableEnd = taken.dataEnd();
    this.writer = new MapWriter(task, taken, context.store(), new MapOutcome());
    this.ledger =
        task.exclusive()
            ? new RunsAhead(
                taken.map(), taken.obsolete(), writer, context.wallClockMs(), context.maxRuns())
            : new RunsBehind(
                taken.map(),
                durableEnd,
                List.of(),
                writer,
                context.wallClockMs(),
                context.maxRuns());
    this.placing = new BatchPlacing(taken, context.codec(), refusals, ledger);
    this.lane =
        new AppendLane(
            task.target(), taken, context.target(), context.timers()::nowMs, new Answers());
  }

  private final class MapOutcome implements MapWriter.Listener {
    @Override
    public void written() {
      sendWhatMayGo();
      finishIfSettled();
    }

    @Override
    public void failed(Failure failure) {
      if (!(state instanceof PipelineState.Closed)) {
        fail(failure);
      }
    }
  }

  private final class Answers implements AppendLane.Listener {
    @Override
    public void appended(Placement placement, long baseOffset) {
      if (state instanceof PipelineState.Closed) {
        return;
      }
      timestampMs = OptionalLong.of(placement.timestamp());
      if (state instanceof PipelineState.Refused refused) {
        refused.batch().appendedBehind(baseOffset + placement.records());
        finishIfSettled();
        return;
      }
      if (state instanceof PipelineState.Predicting before
          && ledger instanceof RunsAhead ahead
          && ahead.isContradicted(placement.downstream(), baseOffset)) {
        beginCorrection(before, ahead, placement.downstream(), baseOffset);
      }
      ledger.appended(placement.stretches(), baseOffset);
      acknowledged = placement.upstreamEnd();
      durableEnd = baseOffset + placement.records();
      context
          .observer()
          .copied(
              task.source(),
              placement.records(),
              placement.bytes(),
              context.nowMs() - placement.timestamp());
      sendWhatMayGo();
      finishIfSettled();
    }

    @Override
    public void failed(Placement placement, int sequence, Failure failure) {
      switch (state) {
        case PipelineState.Refused refused -> {
          refused.batch().failedBehind(failure);
          finishIfSettled();
        }
        case PipelineState.Sending sending when failure instanceof Failure.Refused answer -> {
          state =
              sending.refuse(
                  new RefusedBatch(placement, answer, deadLetters(placement, answer), sequence));
          lane.discardWaiting();
          context.target().withdraw(task.target());
          finishIfSettled();
        }
        case PipelineState.Sending sending -> fail(failure);
        // What was appended counts; a takeover finds out about the rest.
        case PipelineState.Draining draining -> finishIfSettled();
        case PipelineState.Correcting correcting -> finishIfSettled();
        case PipelineState.Closed closed -> {}
      }
    }

    /** None if they can't be read: then the batch stops its partition as a whole. */
    private List<DeadLetter> deadLetters(Placement placement, Failure.Refused answer) {
      try {
        return placement.deadLetters(task, context.codec(), answer);
      } catch (KafkaException unreadable) {
        return List.of();
      }
    }
  }

  /** Takes the next batches. */
  public void accept(Chunk chunk) {
    if (!(state instanceof PipelineState.Open open)) {
      chunk.release();
      return;
    }
    lastStableOffset = chunk.lastStableOffset();
    BatchPlacing.Placed placed = placing.place(chunk);
    placed.end().ifPresent(end -> state = open.end(end));
    long mapWrite = ledger.writeAhead(durableEnd);
    placed.placements().forEach(placement -> lane.add(placement, mapWrite));
    sendWhatMayGo();
    finishIfSettled();
  }

  private void sendWhatMayGo() {
    if (state instanceof PipelineState.Sending) {
      lane.send(writer);
    }
  }

  private void beginCorrection(
      PipelineState.Predicting before, RunsAhead ahead, long predicted, long answered) {
    lane.discardWaiting();
    state =
        before.correct(
            answered < predicted
                ? OptionalLong.of(ahead.upstreamAt(answered))
                : OptionalLong.empty());
    ledger = ahead.correctedFrom(Math.min(predicted, answered));
  }

  private Failure wrongOffset(OptionalLong lostFrom) {
    return lostFrom.isPresent()
        ? new Failure.Retry(
            Reason.TARGET_LOST,
            "the log of %s was shorter than what was copied to it: what is missing is copied again, from offset %d of the source on"
                .formatted(task.target(), lostFrom.getAsLong()))
        : new Failure.ForeignWrites(
            task.target()
                + " has records that this flow didn't append, the last before "
                + durableEnd);
  }

  /** Writes the map of a shared target, if there is anything new. To be called now and then. */
  public void writeBehind() {
    switch (state) {
      case PipelineState.Open open -> ledger.writeBehind(position());
      case PipelineState.Ending ending -> ledger.writeBehind(position());
      case PipelineState.Draining draining -> ledger.writeBehind(position());
      case PipelineState.Refused refused -> ledger.writeBehind(position());
      case PipelineState.Correcting correcting -> {}
      case PipelineState.Closed closed -> {}
    }
  }

  /**
   * The source's log from {@code upstream} on, below the position, is another than the one that was
   * copied: what comes from there on is new, and goes behind all else.
   */
  public void continueAfterTruncation(long upstream) {
    goBackTo(upstream, placing.nextDownstream());
    leftOut.forgetFrom(upstream);
    placing.continueFrom(upstream);
  }

  /** What comes from {@code upstream} on will be copied anew. */
  private void goBackTo(long upstream, long downstream) {
    ledger.sourceTruncated(upstream, downstream);
    acknowledged = Math.min(acknowledged, upstream);
  }

  /**
   * Up to where the source's log is still the one that was copied, see {@link OffsetMap#agreedEnd}.
   */
  public long agreedEnd(int epoch, long end) {
    return Math.min(ledger.agreedEnd(epoch, end), placing.nextUpstream());
  }

  /** Runs in the map. */
  public int runs() {
    return ledger.size();
  }

  /** Drops runs that tell of nothing that either log still has. */
  public void dropRunsBelow(long sourceStart, long targetStart) {
    if (!(state instanceof PipelineState.Predicting)) {
      return;
    }
    ledger.dropBelow(sourceStart, targetStart);
    if (lane.isSettled() && targetStart >= durableEnd) {
      ledger.rememberEnd(placing.nextUpstream(), placing.nextDownstream(), durableEnd);
    }
  }

  /** In which leader epoch the newest placed records were taken, if known. */
  public int leaderEpoch() {
    return ledger.leaderEpoch();
  }

  /** The source has deleted what lies between the position and its log start. */
  public void continueAfterLoss(long logStart) {
    ledger.sourceLost(logStart, placing.nextDownstream());
    placing.continueFrom(logStart);
  }

  /**
   * Appends nothing more, and tells when everything in flight is answered and the map is written.
   */
  public void drain() {
    state =
        switch (state) {
          case PipelineState.Sending sending -> sending.drain();
          case PipelineState.Refused refused -> refused.drain();
          case PipelineState.Draining draining -> draining;
          case PipelineState.Correcting correcting -> correcting;
          case PipelineState.Closed closed -> closed;
        };
    lane.discardWaiting();
    finishIfSettled();
  }

  /** Forgets everything at once. */
  public void abandon() {
    if (state instanceof PipelineState.Closed) {
      return;
    }
    close();
    context.target().forget(task.target());
    lane.discardWaiting();
  }

  private void close() {
    state = new PipelineState.Closed();
  }

  private void fail(Failure failure) {
    abandon();
    outcome.failed(failure);
  }

  private void finishIfSettled() {
    if (state instanceof PipelineState.Closed || !lane.isSettled()) {
      return;
    }
    whenSettled.ifPresent(this::settle);
    switch (state) {
      case PipelineState.Refused refused ->
          refused
              .batch()
              .displaced()
              .ifPresent(other -> goBackTo(other.upstream(), other.downstream()));
      // What the target has lost is to be copied again: now that all answers are there, the map
      // says so.
      case PipelineState.Correcting correcting ->
          correcting
              .lostBelow(acknowledged)
              .ifPresent(lost -> goBackTo(lost, placing.nextDownstream()));
      case PipelineState.Ending ending -> {}
      case PipelineState.Draining draining -> {}
      case PipelineState.Open open -> {
        return;
      }
      case PipelineState.Closed closed -> {
        return;
      }
    }
    ledger.writeBehind(acknowledged);
    if (writer.durable() >= writer.begun()) {
      finish();
    }
  }

  private void settle(Runnable action) {
    if (state instanceof PipelineState.Refused refused) {
      state = refused.moveOn();
    }
    whenSettled = Optional.empty();
    action.run();
  }

  /** All is answered and written. */
  private void finish() {
    switch (state) {
      case PipelineState.Refused refused -> endRefused(refused);
      case PipelineState.Correcting correcting -> fail(wrongOffset(correcting.lostFrom()));
      case PipelineState.Ending ending -> tell(ending.end());
      case PipelineState.Draining draining ->
          draining.end().ifPresentOrElse(this::tell, this::endDrained);
      case PipelineState.Open open -> {}
      case PipelineState.Closed closed -> {}
    }
  }

  private void tell(PipelineState.End end) {
    switch (end) {
      case PipelineState.Failed failed -> fail(failed.failure());
      case PipelineState.Undeliverable undeliverable -> {
        abandon();
        outcome.undeliverable(undeliverable.letters());
      }
    }
  }

  private void endDrained() {
    close();
    outcome.drained();
  }

  private void endRefused(PipelineState.Refused refused) {
    RefusedBatch batch = refused.batch();
    if (batch.failure().isPresent()) {
      fail(batch.failure().get());
      return;
    }
    if (refused.draining()) {
      endDrained();
      return;
    }
    Optional<TakeoverResult> held =
        refused.movedOn() ? Optional.empty() : ledger.heldAt(taken, batch, durableEnd);
    close();
    outcome.refused(batch.refusal(), batch.atFault(), held);
  }

  /**
   * Runs {@code action} once nothing is in flight and nothing waits; at once if that is so. Nothing
   * is accepted meanwhile: the source isn't followed.
   */
  public void whenSettled(Runnable action) {
    if (state instanceof PipelineState.Open) {
      whenSettled = Optional.of(action);
      finishIfSettled();
    }
  }

  /** What is remembered of the map if this ends now; empty on a shared target. */
  public Optional<RememberedMap> remembered() {
    return ledger.remembered(taken.producer());
  }

  /** Milliseconds since the target last answered. */
  public long silentMs() {
    return lane.silentMs();
  }

  /**
   * The timestamp from which brokers count until they forget this owner: that of the batch that was
   * appended last, milliseconds since the epoch; empty before the first.
   */
  public OptionalLong timestampMs() {
    return timestampMs;
  }

  /** Everything below this upstream offset is durable on the target, or not to be copied. */
  public long position() {
    boolean nothingLeft = state instanceof PipelineState.Sending && lane.isSettled();
    return nothingLeft ? Math.max(acknowledged, placing.nextUpstream()) : acknowledged;
  }

  /** Where fetching goes on. */
  public long nextUpstream() {
    return placing.nextUpstream();
  }

  /**
   * Records (counted in offsets) that a consumer could read on the source and that aren't durable
   * on the target.
   */
  public long lag() {
    return lastStableOffset < 0 ? 0 : Math.max(0, lastStableOffset - position());
  }
}
