package io.chappe.replicator.copy;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

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
 */
final class CopyPipeline {
  /** What the pipeline needs to know of the outside. */
  interface Outcome {
    /** Nothing more will be appended; what is in flight may still arrive. */
    void failed(Failure failure);

    /**
     * Everything appended is acknowledged and nothing waits. Told once, after {@link
     * CopyPipeline#drain}.
     */
    void drained();
  }

  private final CopyTask task;
  private final BatchAppender target;
  private final OffsetMapStore store;
  private final CopyObserver observer;
  private final LongSupplier wallClockMs;
  private final int maxRuns;
  private final Outcome outcome;
  private final ProducerIdentity producer;

  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private OffsetMap map;
  private int mapSequence;
  private int sequence;
  private long nextUpstream;
  private long nextDownstream;
  private long previousEnd;
  private Cause nextCause = Cause.GAP;
  private long mapWritesBegun;
  private long mapWritesDone;
  private int inFlight;
  private long acknowledged;
  private long lastStableOffset = -1;
  private boolean open = true;
  private boolean draining;

  CopyPipeline(
      CopyTask task,
      Taken taken,
      BatchAppender target,
      OffsetMapStore store,
      CopyObserver observer,
      LongSupplier wallClockMs,
      int maxRuns,
      Outcome outcome) {
    this.task = task;
    this.target = target;
    this.store = store;
    this.observer = observer;
    this.wallClockMs = wallClockMs;
    this.maxRuns = maxRuns;
    this.outcome = outcome;
    this.producer = taken.producer();
    this.map = taken.map();
    this.mapSequence = taken.mapSequence();
    this.nextUpstream = taken.upstream();
    this.nextDownstream = taken.downstream();
    this.acknowledged = taken.upstream();
    this.previousEnd = taken.downstream();
  }

  /** A batch with its place on the target, waiting for its turn or for its answer. */
  private final class Pending implements Reply<Long> {
    private final FetchedBatch batch;
    private final long downstream;
    private final long upstreamEnd;
    private final int records;
    private final int bytes;
    private final long timestamp;
    private long afterMapWrite;

    private Pending(FetchedBatch batch, long upstreamEnd) {
      this.batch = batch;
      this.downstream = nextDownstream;
      this.upstreamEnd = upstreamEnd;
      this.records = batch.recordCount();
      this.bytes = batch.sizeInBytes();
      this.timestamp = batch.maxTimestamp();
    }

    @Override
    public void done(Long baseOffset) {
      inFlight--;
      if (!open) {
        return;
      }
      if (baseOffset != downstream) {
        fail(
            new Failure.StopPartition(
                "FOREIGN_WRITES",
                "appended at " + baseOffset + " where " + downstream + " was predicted"));
      } else {
        acknowledged = upstreamEnd;
        observer.copied(task.source(), records, bytes, wallClockMs.getAsLong() - timestamp);
        tellIfDrained();
      }
    }

    @Override
    public void failed(Failure failure) {
      inFlight--;
      if (draining) {
        tellIfDrained();
      } else if (open) {
        fail(failure);
      }
    }
  }

  /** Takes the next batches. */
  void accept(Chunk chunk) {
    if (!open || draining) {
      chunk.release();
      return;
    }
    lastStableOffset = chunk.lastStableOffset();
    List<Run> runs = new ArrayList<>();
    List<Pending> placed = new ArrayList<>();
    for (FetchedBatch batch : chunk.batches()) {
      place(batch, runs, placed);
    }
    nextUpstream = Math.max(nextUpstream, chunk.endOffset());
    if (!runs.isEmpty()) {
      writeAhead(runs);
    }
    for (Pending pending : placed) {
      pending.afterMapWrite = mapWritesBegun;
      waiting.add(pending);
    }
    sendWhatMayGo();
  }

  private void place(FetchedBatch batch, List<Run> runs, List<Pending> placed) {
    long upstreamEnd = batch.lastOffset() + 1;
    if (!batch.isData() || upstreamEnd <= nextUpstream) {
      batch.release();
    } else if (batch.isAppendable() && batch.baseOffset() >= nextUpstream) {
      extend(batch.baseOffset(), nextDownstream, runs);
      add(batch, upstreamEnd, placed);
    } else {
      Optional<Rewritten> rewritten = target.rewrite(batch, nextUpstream);
      if (rewritten.isPresent()) {
        long downstream = nextDownstream;
        for (Rewritten.Stretch stretch : rewritten.get().stretches()) {
          extend(stretch.upstream(), downstream, runs);
          downstream += stretch.count();
        }
        add(rewritten.get().batch(), upstreamEnd, placed);
      }
    }
    nextUpstream = Math.max(nextUpstream, upstreamEnd);
  }

  private void add(FetchedBatch batch, long upstreamEnd, List<Pending> placed) {
    placed.add(new Pending(batch, upstreamEnd));
    nextDownstream += batch.recordCount();
    previousEnd = nextDownstream;
  }

  /** Begins a new run if an upstream offset goes elsewhere than the newest run says. */
  private void extend(long upstream, long downstream, List<Run> runs) {
    Run last = map.last();
    if (last.downstream() - last.upstream() == downstream - upstream) {
      return;
    }
    Run run =
        new Run(
            upstream,
            downstream,
            downstream == nextDownstream ? previousEnd : downstream,
            nextCause,
            wallClockMs.getAsLong());
    nextCause = Cause.GAP;
    map = map.append(run);
    runs.add(run);
  }

  private void writeAhead(List<Run> runs) {
    Edit thinned = map.thin(maxRuns);
    map = thinned.map();
    List<Run> written = new ArrayList<>(runs);
    written.addAll(thinned.written());
    writeMap(written, thinned.removed());
  }

  private void writeMap(List<Run> written, List<Long> removed) {
    mapWritesBegun++;
    int records =
        store.write(
            task.mapKey(),
            producer,
            mapSequence,
            map.incarnation(),
            written,
            removed,
            new Reply<>() {
              @Override
              public void done(Long offset) {
                mapWritesDone++;
                sendWhatMayGo();
              }

              @Override
              public void failed(Failure failure) {
                if (open) {
                  fail(failure);
                }
              }
            });
    mapSequence = Sequences.plus(mapSequence, records);
  }

  private void sendWhatMayGo() {
    while (open
        && !draining
        && !waiting.isEmpty()
        && waiting.peek().afterMapWrite <= mapWritesDone) {
      Pending next = waiting.poll();
      inFlight++;
      int sequenceOfFirst = sequence;
      sequence = Sequences.plus(sequence, next.records);
      target.append(task.target(), producer, sequenceOfFirst, next.batch, next);
    }
  }

  /**
   * The source's log ends below the position: what comes from {@code logEnd} on is new, and goes
   * behind what was copied.
   */
  void continueAfterTruncation(long logEnd) {
    Edit truncated = map.truncateSource(logEnd, nextDownstream, wallClockMs.getAsLong());
    map = truncated.map();
    writeMap(truncated.written(), truncated.removed());
    nextUpstream = logEnd;
  }

  /** The source has deleted what lies between the position and its log start. */
  void continueAfterLoss(long logStart) {
    nextUpstream = logStart;
    nextCause = Cause.SOURCE_LOSS;
  }

  /** Appends nothing more, and tells when everything in flight is answered. */
  void drain() {
    draining = true;
    discardWaiting();
    tellIfDrained();
  }

  /** Forgets everything at once. */
  void abandon() {
    open = false;
    discardWaiting();
  }

  private void fail(Failure failure) {
    abandon();
    outcome.failed(failure);
  }

  private void discardWaiting() {
    waiting.forEach(pending -> pending.batch.release());
    waiting.clear();
  }

  private void tellIfDrained() {
    if (draining && inFlight == 0) {
      draining = false;
      open = false;
      outcome.drained();
    }
  }

  /** Everything below this upstream offset is durable on the target, or not to be copied. */
  long position() {
    return inFlight == 0 && waiting.isEmpty() ? Math.max(acknowledged, nextUpstream) : acknowledged;
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
