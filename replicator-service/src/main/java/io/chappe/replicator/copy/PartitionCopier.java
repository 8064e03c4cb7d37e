package io.chappe.replicator.copy;

import io.chappe.config.SourceLoss;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Uuid;

/**
 * Copies one partition for as long as this instance owns it: takes it over, runs a {@link
 * CopyPipeline} until something goes wrong, and begins anew. States: see {@link CopierState}.
 *
 * <p>Confined to the thread of the copy loop. Knows nothing of threads, sockets or clocks: the same
 * class runs in the services and in the simulation that proves the protocol.
 */
public final class PartitionCopier {
  private static final long FOREIGN_AGAIN_MS = 10 * 60 * 1_000L;
  private static final long WRITE_BEHIND_MS = 1_000;
  private static final long SLOW_MS = 10_000;

  private final CopyTask task;
  private final CopyContext context;
  private final BatchFetcher source;
  private final BatchAppender target;
  private final OffsetMapStore store;
  private final Timers timers;
  private final CopyObserver observer;
  private final LongSupplier wallClockMs;
  private final Refusals refusals;
  private final RetryPauses pauses = new RetryPauses();

  private CopierState state = new CopierState.Released();
  private Takeover takeover;
  private CopyPipeline pipeline;
  private SourceFeed feed;
  private long attempt;
  private long lastPosition = -1;
  private long furthest = -1;
  private long lastForeignMs = -1;
  private long ownedSinceMs;
  private long lastTimestampMs;
  private boolean takeoverFailed;
  private Renewal renewal = Renewal.BY_DEFAULT;
  private Optional<Timers.Timer> renewalTimer = Optional.empty();
  private Optional<RememberedMap> remembered = Optional.empty();
  private Runnable onReleased = () -> {};
  private Uuid targetTopicId = Uuid.ZERO_UUID;
  private boolean nothingThere;
  private SourceLoss onSourceLoss = SourceLoss.CONTINUE;

  public PartitionCopier(CopyTask task, CopyContext context) {
    this.task = task;
    this.context = context;
    this.source = context.source();
    this.target = context.target();
    this.store = context.store();
    this.timers = context.timers();
    this.observer = context.observer();
    this.wallClockMs = context.wallClockMs();
    this.refusals = new Refusals(task, wallClockMs);
  }

  /**
   * Takes over again, if the remote topic that this copies to is one of those that no longer exist:
   * one of the same name is empty, and would stay so until the source's next record.
   */
  void leave(Set<Uuid> deletedTopics) {
    if (deletedTopics.contains(targetTopicId)) {
      targetGone();
    }
  }

  /**
   * The remote topic isn't there any more, says the target: what was copied counts no longer, until
   * a takeover finds what there is.
   */
  void targetGone() {
    if (isLeaving()) {
      return;
    }
    if (state instanceof CopierState.Copying) {
      target.refreshMetadata();
      beginTakeover();
    }
    targetTopicId = Uuid.ZERO_UUID;
    lastPosition = -1;
    nothingThere = true;
  }

  /** Begins to copy, by taking the partition over; from any state. */
  public void takeOver() {
    onReleased = () -> {};
    beginTakeover();
  }

  /**
   * Begins anew, because what this knows of the target became doubtful. A partition that is given
   * up already isn't taken back from who owns it now.
   */
  public void takeOverAgain() {
    if (isLeaving()) {
      finishRelease();
    } else {
      beginTakeover();
    }
  }

  private boolean isLeaving() {
    return switch (state) {
      case CopierState.HandingOver handingOver -> true;
      case CopierState.Draining draining -> true;
      case CopierState.Released released -> true;
      case CopierState.TakingOver takingOver -> false;
      case CopierState.Copying copying -> false;
      case CopierState.Waiting waiting -> false;
      case CopierState.Stopped stopped -> false;
    };
  }

  private void beginTakeover() {
    endAttempt();
    long thisAttempt = attempt;
    state = new CopierState.TakingOver();
    takeover =
        new Takeover(
            task,
            source,
            target,
            store,
            wallClockMs,
            remembered,
            takeoverFailed,
            renewal.markerKeptMs(),
            new Reply<>() {
              @Override
              public void done(Taken taken) {
                if (thisAttempt == attempt) {
                  takenOver(taken);
                }
              }

              @Override
              public void failed(Failure failure) {
                if (thisAttempt == attempt) {
                  takeoverFailed = true;
                  remembered = takeover.written().or(() -> remembered);
                  interrupt(failure);
                }
              }
            });
    takeover.start();
    watchTakeover();
  }

  private void watchTakeover() {
    long thisAttempt = attempt;
    timers.after(
        SLOW_MS,
        () -> {
          if (thisAttempt == attempt && takeover != null) {
            observer.slowTakeover(task.source(), takeover.waitingFor());
            watchTakeover();
          }
        });
  }

  /**
   * Says what to do where the source has deleted records before they were copied; at first, to
   * continue. A partition that stopped for that begins anew at once.
   */
  public void onSourceLoss(SourceLoss policy) {
    onSourceLoss = policy;
    if (state instanceof CopierState.Stopped stopped
        && stopped.failure().reason().equals(SourceFeed.SOURCE_DATA_LOSS)) {
      takeOver();
    }
  }

  private void takenOver(Taken taken) {
    takeover = null;
    takeoverFailed = false;
    ownedSinceMs = timers.nowMs();
    lastTimestampMs = wallClockMs.getAsLong();
    refusals.leftOut().ofTopic(taken.sourceTopicId());
    targetTopicId = taken.map().incarnation().targetTopicId();
    taken
        .replaced()
        .ifPresent(
            before -> observer.createdAgain(task.source(), before, taken.map().incarnation()));
    // May be less than before: of a topic that was created again nothing is copied yet.
    lastPosition = taken.upstream();
    nothingThere = false;
    observer.takenOver(task.source(), taken.upstream(), taken.downstream());
    copy(taken);
  }

  /** Copies on from where this instance owns the partition. */
  private void copy(Taken taken) {
    state = new CopierState.Copying();
    pipeline = new CopyPipeline(task, taken, context, refusals, new PipelineOutcome());
    feed =
        new SourceFeed(
            task,
            source,
            taken.sourceTopicId(),
            pipeline,
            observer,
            () -> onSourceLoss,
            this::interrupt);
    feed.follow();
    if (!task.exclusive()) {
      writeBehindLater();
    }
    renewWhenDue();
  }

  private void writeBehindLater() {
    long thisAttempt = attempt;
    timers.after(
        WRITE_BEHIND_MS,
        () -> {
          if (thisAttempt == attempt) {
            pipeline.writeBehind();
            writeBehindLater();
          }
        });
  }

  private void renewWhenDue() {
    long dueMs = renewalDueInMs();
    if (dueMs <= 0) {
      takeOverAgain();
      return;
    }
    renewalTimer = Optional.of(timers.after(dueMs, this::renewWhenDue));
  }

  private long renewalDueInMs() {
    long ownedMs = timers.nowMs() - ownedSinceMs;
    long silentMs = pipeline == null ? ownedMs : pipeline.silentMs();
    return renewal.dueInMs(ownedMs, silentMs, wallClockMs.getAsLong() - timestampMs());
  }

  /** From when brokers count until they forget this owner, milliseconds since the epoch. */
  private long timestampMs() {
    return pipeline == null ? lastTimestampMs : pipeline.timestampMs().orElse(lastTimestampMs);
  }

  /**
   * Says how soon the target forgets a producer that is silent.
   *
   * @param when how soon
   */
  void onForgetting(Renewal when) {
    renewal = when;
    if (renewalTimer.isPresent()) {
      renewalTimer.get().cancel();
      renewWhenDue();
    }
  }

  /** Begins anew after a pause, without a takeover if the partition is still owned. */
  private void goOnAfter(long pause, Optional<Taken> held) {
    long thisAttempt = attempt;
    timers.after(
        pause,
        () -> {
          if (thisAttempt != attempt) {
            return;
          }
          if (held.isPresent() && renewalDueInMs() > 0) {
            copy(held.get());
          } else {
            takeOverAgain();
          }
        });
  }

  private final class PipelineOutcome implements CopyPipeline.Outcome {
    private final long ofAttempt = attempt;

    @Override
    public void failed(Failure failure) {
      if (ofAttempt != attempt) {
        return;
      }
      interrupt(failure);
    }

    @Override
    public void refused(Refusal refusal, List<DeadLetter> atFault, Optional<Taken> held) {
      if (ofAttempt != attempt) {
        return;
      }
      noteProgress();
      Failure judged = refusals.judge(refusal);
      if (judged instanceof Failure.StopPartition && !atFault.isEmpty()) {
        bury(atFault, held);
      } else {
        pause(judged, held);
      }
    }

    @Override
    public void undeliverable(List<DeadLetter> letters) {
      if (ofAttempt != attempt) {
        return;
      }
      noteProgress();
      bury(letters, Optional.empty());
    }

    @Override
    public void drained() {
      if (ofAttempt == attempt) {
        finishRelease();
      }
    }
  }

  /** Ends the attempt, and begins the next after a pause that fits the failure. */
  private void interrupt(Failure found) {
    noteProgress();
    pause(judged(found), Optional.empty());
  }

  /**
   * @param held where to go on without a takeover
   */
  private void pause(Failure failure, Optional<Taken> held) {
    if (isLeaving()) {
      if (!(failure instanceof Failure.Fenced)) {
        observer.interrupted(task.source(), position(), failure);
      }
      finishRelease();
      return;
    }
    long position = position();
    endAttempt();
    observer.interrupted(task.source(), position, failure);
    state =
        failure instanceof Failure.StopPartition
            ? new CopierState.Stopped(failure)
            : new CopierState.Waiting(failure);
    goOnAfter(pauses.after(failure), held);
  }

  /**
   * Writes records to the dead-letter topic, then goes on without them. A crash in between has them
   * written there again.
   *
   * @param held where to go on without a takeover
   */
  private void bury(List<DeadLetter> letters, Optional<Taken> held) {
    DeadLetter first = letters.getFirst();
    Failure cause =
        new Failure.Retry(first.reason(), first.message() + "; goes to the dead-letter topic");
    if (isLeaving()) {
      pause(cause, Optional.empty());
      return;
    }
    long position = position();
    endAttempt();
    observer.interrupted(task.source(), position, cause);
    state = new CopierState.Waiting(cause);
    long thisAttempt = attempt;
    task.deadLetters()
        .orElseThrow()
        .write(
            letters,
            new Reply<>() {
              @Override
              public void done(Void nothing) {
                letters.forEach(observer::buried);
                if (thisAttempt == attempt) {
                  refusals.leftOut().add(letters);
                  pauses.progressed();
                  held.ifPresentOrElse(
                      PartitionCopier.this::copy, PartitionCopier.this::beginTakeover);
                }
              }

              @Override
              public void failed(Failure failure) {
                if (thisAttempt == attempt) {
                  pause(failure, held);
                }
              }
            });
  }

  private void noteProgress() {
    long position = position();
    if (position > furthest) {
      pauses.progressed();
      furthest = position;
      refusals.progressed(position);
    }
  }

  /** What passes by itself once or twice, but needs help if it goes on. */
  private Failure judged(Failure failure) {
    if (failure instanceof Failure.ForeignWrites) {
      long now = wallClockMs.getAsLong();
      boolean again = lastForeignMs >= 0 && now - lastForeignMs < FOREIGN_AGAIN_MS;
      lastForeignMs = now;
      return again ? new Failure.StopPartition(failure.reason(), failure.message()) : failure;
    }
    if (failure.reason().equals(Refusals.CORRUPT)) {
      return refusals.corrupt(failure.reason(), failure.message(), "offset " + position());
    }
    return failure;
  }

  /**
   * Drops the runs of the offset map that tell of nothing that either log still has. To be called
   * now and then; what fails is done the next time.
   */
  public void dropOldRuns() {
    if (state instanceof CopierState.Copying && pipeline.runs() > 1) {
      source.offsetAt(
          task.source(),
          BatchFetcher.EARLIEST,
          whileCopying(
              sourceStart ->
                  target.logStart(
                      task.target(),
                      whileCopying(
                          targetStart -> pipeline.dropRunsBelow(sourceStart, targetStart)))));
    }
  }

  private Reply<Long> whileCopying(LongConsumer next) {
    long thisAttempt = attempt;
    return new Reply<>() {
      @Override
      public void done(Long offset) {
        if (thisAttempt == attempt && state instanceof CopierState.Copying) {
          next.accept(offset);
        }
      }

      @Override
      public void failed(Failure failure) {
        // Only memory is at stake, and copying itself will notice what is wrong.
      }
    };
  }

  /**
   * Copies on until the next owner's fence refuses it, and gives the partition up then: so it
   * stands still for no longer than that takeover lasts, however long the group takes to name the
   * next owner. Whatever else goes wrong ends it as well, since to take over again would mean to
   * fence the next owner. Safe for the same reason as an owner that hears late of its loss: what is
   * appended before the fence's marker is counted by the next owner, what comes after is refused.
   *
   * <p>A target that others write to is drained instead: there the position isn't the log's end.
   *
   * @param limitMs milliseconds after which this gives up waiting for the next owner, and drains
   * @param whenReleased called once
   */
  public void handOver(long limitMs, Runnable whenReleased) {
    if (pipeline == null || !task.exclusive()) {
      release(whenReleased);
      return;
    }
    onReleased = whenReleased;
    state = new CopierState.HandingOver();
    long thisAttempt = attempt;
    timers.after(
        limitMs,
        () -> {
          if (thisAttempt == attempt && onReleased == whenReleased) {
            release(whenReleased);
          }
        });
  }

  /**
   * Ends a handing over that nobody has answered to: the partition stays here. Nothing has to be
   * taken over anew, since as long as the target accepts what this appends, there was no other
   * owner.
   *
   * @return whether there was a handing over to end
   */
  public boolean keep() {
    if (state instanceof CopierState.HandingOver) {
      state = new CopierState.Copying();
      onReleased = () -> {};
      return true;
    }
    return false;
  }

  /**
   * Stops fetching, waits for what is in flight, and gives the partition up. {@code whenReleased}
   * is called once.
   */
  public void release(Runnable whenReleased) {
    onReleased = whenReleased;
    if (pipeline != null) {
      state = new CopierState.Draining();
      feed.end();
      pipeline.drain();
    } else {
      finishRelease();
    }
  }

  /** Gives the partition up at once: it belongs to somebody else already. */
  public void abandon() {
    onReleased = () -> {};
    finishRelease();
  }

  private void finishRelease() {
    endAttempt();
    target.forget(task.target());
    state = new CopierState.Released();
    Runnable released = onReleased;
    onReleased = () -> {};
    released.run();
  }

  private void endAttempt() {
    attempt++;
    renewalTimer.ifPresent(Timers.Timer::cancel);
    renewalTimer = Optional.empty();
    if (takeover != null) {
      takeover.cancel();
      takeover = null;
    }
    if (pipeline != null) {
      remembered = pipeline.remembered();
      lastTimestampMs = timestampMs();
      lastPosition = pipeline.position();
      feed.end();
      pipeline.abandon();
      pipeline = null;
    }
  }

  public CopyTask task() {
    return task;
  }

  public CopierState state() {
    return state;
  }

  /** Everything below this upstream offset has been copied; -1 before that is known. */
  public long position() {
    return pipeline == null ? lastPosition : pipeline.position();
  }

  /** Whether the remote partition is gone, and no other has been taken over. */
  boolean nothingThere() {
    return nothingThere;
  }

  /**
   * Records that a consumer could read on the source and that aren't durable on the target, or
   * {@code unknown}.
   */
  long lagOr(long unknown) {
    return pipeline == null ? unknown : pipeline.lag();
  }
}
