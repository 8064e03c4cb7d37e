package io.chappe.replicator.copy;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.refusal.RefusalJudge;
import java.util.List;
import java.util.function.LongSupplier;

/** Judges what interrupts one partition: by how often it happened, and what was copied between. */
final class Setbacks {
  private static final long FOREIGN_AGAIN_MS = 10 * 60 * 1_000L;

  private final LongSupplier wallClockMs;
  private final RefusalJudge refusals;
  private final RetryPauses pauses = new RetryPauses();
  private long furthest = -1;
  private long lastForeignMs = -1;

  Setbacks(CopyTask task, LongSupplier wallClockMs) {
    this.wallClockMs = wallClockMs;
    this.refusals = new RefusalJudge(task, wallClockMs);
  }

  /** What is known of batches that the target has refused. */
  RefusalJudge refusals() {
    return refusals;
  }

  /** Everything below {@code position} has been copied, maybe more than ever before. */
  void noteProgress(long position) {
    if (position > furthest) {
      pauses.progressed();
      furthest = position;
      refusals.progressed(position);
    }
  }

  /** These records are durable in the dead-letter topic: that is progress, too. */
  void buried(List<DeadLetter> letters) {
    refusals.leftOut().add(letters);
    pauses.progressed();
  }

  /** What passes by itself once or twice, but needs help if it goes on. */
  Failure judged(Failure failure, long position) {
    if (failure instanceof Failure.ForeignWrites) {
      long now = wallClockMs.getAsLong();
      boolean again = lastForeignMs >= 0 && now - lastForeignMs < FOREIGN_AGAIN_MS;
      lastForeignMs = now;
      return again ? new Failure.StopPartition(failure.reason(), failure.message()) : failure;
    }
    if (failure.reason() == Reason.CORRUPT_MESSAGE) {
      return refusals.corrupt(failure.reason(), failure.message(), "offset " + position);
    }
    return failure;
  }

  /** Milliseconds to wait after {@code failure}. */
  long pauseAfter(Failure failure) {
    return pauses.after(failure);
  }
}
