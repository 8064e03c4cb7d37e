package io.chappe.replicator.copy;

import io.chappe.failure.Failure;
import java.util.Optional;

/**
 * How one partition is doing.
 *
 * @param state name of the copier's state
 * @param position everything below this upstream offset has been copied; -1 before that is known
 * @param lag records that aren't durable on the target, as far as fetches have told that there are
 *     any; empty if none has
 * @param failure what keeps it from being copied, if something does
 * @param exactlyOnce whether copying is exactly-once; else others write to the target too, and it
 *     is at-least-once
 * @param nothingThere whether the remote partition that was copied to is known to be gone, and no
 *     other has been taken over yet
 */
public record PartitionReport(
    String state,
    long position,
    Optional<Long> lag,
    Optional<Failure> failure,
    boolean exactlyOnce,
    boolean nothingThere) {

  private static final long UNKNOWN = -1;

  /** Whether it needs someone's help to be copied on. */
  public boolean isStopped() {
    return state.equals("stopped");
  }

  /** Whether the position is one that this attempt, or the one before it, has reached. */
  public boolean hasPosition() {
    return position >= 0 && !state.equals("taking-over");
  }

  /**
   * How a copier is doing now.
   *
   * @param before returned again, if it still holds; may be null
   */
  static PartitionReport of(PartitionCopier copier, PartitionReport before) {
    Optional<Failure> failure =
        switch (copier.state()) {
          case CopierState.Waiting waiting -> Optional.of(waiting.failure());
          case CopierState.Stopped stopped -> Optional.of(stopped.failure());
          default -> Optional.empty();
        };
    String state = copier.state().name();
    long position = copier.position();
    long lag = copier.lagOr(UNKNOWN);
    boolean exactlyOnce = copier.task().exclusive();
    boolean nothingThere = copier.nothingThere();
    if (before != null
        && before.state.equals(state)
        && before.position == position
        && before.lag.orElse(UNKNOWN) == lag
        && before.failure.equals(failure)
        && before.exactlyOnce == exactlyOnce
        && before.nothingThere == nothingThere) {
      return before;
    }
    return new PartitionReport(
        state,
        position,
        lag == UNKNOWN ? Optional.empty() : Optional.of(lag),
        failure,
        exactlyOnce,
        nothingThere);
  }
}
