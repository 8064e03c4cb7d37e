package io.chappe.replicator.copy.refusal;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.AppendLimits;
import io.chappe.replicator.copy.port.CopyTask;
import java.util.function.LongSupplier;

/**
 * Decides how a partition goes on after the target has refused one of its batches, or one was
 * corrupt: in smaller batches, once more, or not before somebody helps. Stops name the offset and
 * the remedy.
 */
public final class RefusalJudge {
  private static final int CORRUPT_TRIES = 3;

  /** The remote topic's limit may have been raised since. */
  private static final long LIMIT_AGE_MS = 10 * 60 * 1_000L;

  private final CopyTask task;
  private final LongSupplier clockMs;
  private final LeftOut leftOut;
  private AppendLimits limits = AppendLimits.NONE;
  private long learntMs;
  private int corrupt;

  /**
   * @param clockMs milliseconds since the epoch
   */
  public RefusalJudge(CopyTask task, LongSupplier clockMs) {
    this.task = task;
    this.clockMs = clockMs;
    this.leftOut = new LeftOut(task);
  }

  /** What is not copied. */
  public LeftOut leftOut() {
    return leftOut;
  }

  /** What the next attempt has to keep to. What was learnt long ago is tried anew. */
  public AppendLimits limits() {
    if (limits != AppendLimits.NONE && clockMs.getAsLong() - learntMs >= LIMIT_AGE_MS) {
      limits = AppendLimits.NONE;
    }
    return limits;
  }

  private void learn(AppendLimits learnt) {
    limits = learnt;
    learntMs = clockMs.getAsLong();
  }

  /** Everything below {@code position} has been copied since the last failure. */
  public void progressed(long position) {
    corrupt = 0;
    leftOut.forgetBelow(position);
  }

  /** What follows from a refusal. */
  public Failure judge(Refusal refusal) {
    Failure.Refused failure = refusal.failure();
    if (refusal.merged()) {
      learn(new AppendLimits(limits.largestBatch(), refusal.to() + 1));
      return again(failure, "apart");
    }
    return switch (failure.reason()) {
      case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> tooLarge(refusal);
      case CORRUPT_MESSAGE -> corrupt(failure.reason(), failure.message(), refusal.offsets());
      case INVALID_TIMESTAMP ->
          stop(
              refusal,
              "set message.timestamp.after.max.ms or message.timestamp.before.max.ms of %s so that it is taken"
                  .formatted(task.target().topic()));
      default ->
          stop(
              refusal,
              "a compacted topic takes no record without a key: set cleanup.policy=delete on %s, or leave the record out by a transform"
                  .formatted(task.target().topic()));
    };
  }

  private Failure tooLarge(Refusal refusal) {
    if (refusal.records() > 1) {
      learn(new AppendLimits(refusal.bytes() / 2, limits.unmergedBelow()));
      return again(refusal.failure(), "in smaller batches");
    }
    return stop(
        refusal,
        "set max.message.bytes of %s to %d or more, and the cluster's limits with it"
            .formatted(task.target().topic(), refusal.bytes()));
  }

  private static Failure again(Failure failure, String how) {
    return new Failure.Retry(failure.reason(), failure.message() + "; sent again " + how);
  }

  /**
   * A batch is corrupt: passes if it was corrupted on its way here.
   *
   * @param offsets where it is, for people
   */
  public Failure corrupt(Reason reason, String message, String offsets) {
    String where = "%s of %s: %s".formatted(offsets, task.source(), message);
    if (++corrupt < CORRUPT_TRIES) {
      return new Failure.Retry(reason, where);
    }
    return new Failure.StopPartition(
        reason, where + "; fetched " + corrupt + " times: it is corrupt on the source");
  }

  private Failure stop(Refusal refusal, String remedy) {
    return new Failure.StopPartition(
        refusal.failure().reason(),
        "%s of %s (%d bytes): %s"
            .formatted(
                refusal.offsets(), task.source(), refusal.bytes(), refusal.failure().message()),
        remedy);
  }
}
