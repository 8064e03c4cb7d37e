package io.chappe.replicator.copy;

import io.chappe.config.SourceLoss;
import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.refusal.Refusal;
import io.chappe.replicator.copy.takeover.CopyContext;
import io.chappe.replicator.copy.takeover.Takeover;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.common.Uuid;

/**
 * Copies one partition for as long as this instance owns it: takes it over, runs an {@link
 * OwnedCopy} until something goes wrong, and begins anew. States: see {@link CopierState}.
 *
 * <p>Confined to the thread of the copy loop. Knows nothing of threads, sockets or clocks: the same
 * class runs in the services and in the simulation that proves the protocol.
 */
public final class PartitionCopier {
  private static final long SLOW_MS = 10_000;

  private final CopyTask task;
  private final CopyContext context;
  private final Timers timers;
  private final CopyObserver observer;
  private final Setbacks setbacks;
  private final CopierMemory memory = new CopierMemory();

  private CopierState state = new CopierState.Released();
  private Attempt attempt = new Attempt();
  private Renewal renewal = Renewal.BY_DEFAULT;
  private SourceLoss onSourceLoss = SourceLoss.CONTINUE;

  public PartitionCopier(CopyTask task, CopyContext context) {
    this.task = task;
    this.context = context;
    this.timers = context.timers();
    this.observer = context.observer();
    this.setbacks = new Setbacks(task, context.wallClockMs());
  }

  /**
   * Takes over again, if the remote topic that this copies to is one of those that no longer exist:
   * one of the same name is empty, and would stay so until the source's next record.
   */
  void leave(Set<Uuid> deletedTopics) {
    if (memory.isCopiedTo(deletedTopics)) {
      targetGone();
    }
  }

  /**
   * The remote topic isn't there any more, says the target: what was copied counts no longer, until
   * a takeover finds what there is.
   */
  void targetGone() {
    if (state instanceof CopierState.Leaving) {
      return;
    }
    if (state instanceof CopierState.Copying) {
      context.target().refreshMetadata();
      beginTakeover();
    }
    memory.targetGone();
  }

  /** Begins to copy, by taking the partition over; from any state. */
  public void takeOver() {
    beginTakeover();
  }

  /**
   * Begins anew, because what this knows of the target became doubtful. A partition that is given
   * up already isn't taken back from who owns it now.
   */
  public void takeOverAgain() {
    if (state instanceof CopierState.Leaving leaving) {
      finishRelease(leaving.whenReleased());
    } else {
      beginTakeover();
    }
  }

  private void beginTakeover() {
    endAttempt();
    Takeover takeover =
        new Takeover(
            task,
            context,
            memory.before(renewal.markerKeptMs()),
            attempt.whileItLasts(
                new Reply<>() {
                  @Override
                  public void done(TakeoverResult taken) {
                    takenOver(taken);
                  }

                  @Override
                  public void failed(Failure failure) {
                    takeoverFailed(failure);
                  }
                }));
    CopierState.TakingOver takingOver = new CopierState.TakingOver(takeover);
    state = takingOver;
    takeover.start();
    watch(takingOver);
  }

  private void watch(CopierState.TakingOver takingOver) {
    timers.after(
        SLOW_MS,
        () -> {
          if (state == takingOver) {
            observer.slowTakeover(task.source(), takingOver.takeover().waitingFor());
            watch(takingOver);
          }
        });
  }

  private void takeoverFailed(Failure failure) {
    if (state instanceof CopierState.TakingOver takingOver) {
      memory.takeoverFailed(takingOver.takeover().written());
    }
    interrupt(failure);
  }

  /**
   * Sets what to do where the source has deleted records before they were copied; at first, to
   * continue. A partition that stopped for that begins anew at once.
   */
  public void onSourceLoss(SourceLoss policy) {
    onSourceLoss = policy;
    if (state instanceof CopierState.Stopped stopped
        && stopped.failure().reason() == Reason.SOURCE_DATA_LOSS) {
      takeOver();
    }
  }

  private void takenOver(TakeoverResult taken) {
    memory.takenOver(taken, timers.nowMs(), context.nowMs());
    setbacks.refusals().leftOut().ofTopic(taken.sourceTopicId());
    taken
        .replaced()
        .ifPresent(
            before -> observer.createdAgain(task.source(), before, taken.map().incarnation()));
    observer.takenOver(task.source(), taken.upstream(), taken.downstream());
    copy(taken);
  }

  /** Copies on from where this instance owns the partition. */
  private void copy(TakeoverResult taken) {
    OwnedCopy copy = new OwnedCopy(task, taken, context, setbacks.refusals(), new Owner());
    state = new CopierState.Copying(copy);
    copy.begin();
    renewWhenDue(copy);
  }

  private void renewWhenDue(OwnedCopy copy) {
    long dueMs = renewalDueInMs(copy.silentMs());
    if (dueMs <= 0) {
      takeOverAgain();
      return;
    }
    copy.renewAfter(dueMs, () -> renewWhenDue(copy));
  }

  private long ownedMs() {
    return timers.nowMs() - memory.ownedSinceMs();
  }

  private long renewalDueInMs(long silentMs) {
    return renewal.dueInMs(ownedMs(), silentMs, context.nowMs() - timestampMs());
  }

  /** From when brokers count until they forget this owner, milliseconds since the epoch. */
  private long timestampMs() {
    return state instanceof CopierState.Owning owning
        ? owning.copy().timestampMs().orElse(memory.timestampMs())
        : memory.timestampMs();
  }

  /**
   * Sets how soon the target forgets a producer that is silent.
   *
   * @param when how soon
   */
  void onForgetting(Renewal when) {
    renewal = when;
    if (state instanceof CopierState.Owning owning) {
      renewWhenDue(owning.copy());
    }
  }

  /** Begins anew after a pause, without a takeover if the partition is still owned. */
  private void goOnAfter(long pause, Optional<TakeoverResult> held) {
    timers.after(
        pause,
        attempt.whileItLasts(
            () -> {
              if (held.isPresent() && renewalDueInMs(ownedMs()) > 0) {
                copy(held.get());
              } else {
                takeOverAgain();
              }
            }));
  }

  private final class Owner implements OwnedCopy.Owner {
    private final Attempt during = attempt;

    @Override
    public SourceLoss onSourceLoss() {
      return onSourceLoss;
    }

    @Override
    public void failed(Failure failure) {
      during.tell(() -> interrupt(failure));
    }

    @Override
    public void refused(Refusal refusal, List<DeadLetter> atFault, Optional<TakeoverResult> held) {
      during.tell(
          () -> {
            setbacks.noteProgress(position());
            Failure judged = setbacks.refusals().judge(refusal);
            if (judged instanceof Failure.StopPartition && !atFault.isEmpty()) {
              bury(atFault, held);
            } else {
              pause(judged, held);
            }
          });
    }

    @Override
    public void undeliverable(List<DeadLetter> letters) {
      during.tell(
          () -> {
            setbacks.noteProgress(position());
            bury(letters, Optional.empty());
          });
    }

    @Override
    public void drained() {
      during.tell(PartitionCopier.this::finishRelease);
    }
  }

  /** Ends the attempt, and begins the next after a pause that fits the failure. */
  private void interrupt(Failure found) {
    setbacks.noteProgress(position());
    pause(setbacks.judged(found, position()), Optional.empty());
  }

  /**
   * @param held where to go on without a takeover
   */
  private void pause(Failure failure, Optional<TakeoverResult> held) {
    if (state instanceof CopierState.Leaving leaving) {
      if (!(failure instanceof Failure.Fenced)) {
        observer.interrupted(task.source(), position(), failure);
      }
      finishRelease(leaving.whenReleased());
      return;
    }
    long position = position();
    endAttempt();
    state =
        failure instanceof Failure.StopPartition
            ? new CopierState.Stopped(failure)
            : new CopierState.Waiting(failure);
    observer.interrupted(task.source(), position, failure);
    goOnAfter(setbacks.pauseAfter(failure), held);
  }

  /**
   * Writes records to the dead-letter topic, then goes on without them. A crash in between has them
   * written there again.
   *
   * @param held where to go on without a takeover
   */
  private void bury(List<DeadLetter> letters, Optional<TakeoverResult> held) {
    DeadLetter first = letters.getFirst();
    Failure cause =
        new Failure.Retry(first.reason(), first.message() + "; goes to the dead-letter topic");
    if (state instanceof CopierState.Leaving) {
      pause(cause, Optional.empty());
      return;
    }
    long position = position();
    endAttempt();
    state = new CopierState.Waiting(cause);
    observer.interrupted(task.source(), position, cause);
    task.deadLetters().orElseThrow().write(letters, buried(letters, held));
  }

  private Reply<Void> buried(List<DeadLetter> letters, Optional<TakeoverResult> held) {
    Attempt during = attempt;
    return new Reply<>() {
      @Override
      public void done(Void nothing) {
        letters.forEach(observer::buried);
        during.tell(
            () -> {
              setbacks.buried(letters);
              held.ifPresentOrElse(PartitionCopier.this::copy, PartitionCopier.this::beginTakeover);
            });
      }

      @Override
      public void failed(Failure failure) {
        during.tell(() -> pause(failure, held));
      }
    };
  }

  /**
   * Drops the runs of the offset map that tell of nothing that either log still has. To be called
   * now and then; what fails is done the next time.
   */
  public void dropOldRuns() {
    if (state instanceof CopierState.Copying copying) {
      copying.copy().dropOldRuns(this::whileCopying);
    }
  }

  private Reply<Long> whileCopying(LongConsumer next) {
    return attempt.whileItLasts(
        new Reply<>() {
          @Override
          public void done(Long offset) {
            if (state instanceof CopierState.Copying) {
              next.accept(offset);
            }
          }

          @Override
          public void failed(Failure failure) {
            // Only memory is at stake, and copying itself will notice what is wrong.
          }
        });
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
    if (!(state instanceof CopierState.Owning owning) || !task.exclusive()) {
      release(whenReleased);
      return;
    }
    CopierState.HandingOver handingOver = owning.handOver(whenReleased);
    state = handingOver;
    timers.after(
        limitMs,
        () -> {
          if (state == handingOver) {
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
    if (state instanceof CopierState.HandingOver handingOver) {
      state = handingOver.keep();
      return true;
    }
    return false;
  }

  /**
   * Stops fetching, waits for what is in flight, and gives the partition up. {@code whenReleased}
   * is called once.
   */
  public void release(Runnable whenReleased) {
    if (state instanceof CopierState.Owning owning) {
      state = owning.drain(whenReleased);
      owning.copy().drain();
    } else {
      finishRelease(whenReleased);
    }
  }

  /** Gives the partition up at once: it belongs to somebody else already. */
  public void abandon() {
    finishRelease(() -> {});
  }

  private void finishRelease() {
    finishRelease(state instanceof CopierState.Leaving leaving ? leaving.whenReleased() : () -> {});
  }

  private void finishRelease(Runnable whenReleased) {
    endAttempt();
    context.target().forget(task.target());
    state = new CopierState.Released();
    whenReleased.run();
  }

  private void endAttempt() {
    attempt.end();
    attempt = new Attempt();
    if (state instanceof CopierState.TakingOver takingOver) {
      takingOver.takeover().cancel();
    }
    if (state instanceof CopierState.Owning owning) {
      memory.ends(owning.copy());
      owning.copy().end();
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
    return state instanceof CopierState.Owning owning
        ? owning.copy().position()
        : memory.position();
  }

  /** Whether the remote partition is gone, and no other has been taken over. */
  boolean nothingThere() {
    return memory.nothingThere();
  }

  /**
   * Records that a consumer could read on the source and that aren't durable on the target, or
   * {@code unknown}.
   */
  long lagOr(long unknown) {
    return state instanceof CopierState.Owning owning ? owning.copy().lag() : unknown;
  }
}
