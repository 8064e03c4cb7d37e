package io.chappe.replicator.copy;

import java.util.Optional;

/**
 * How one partition is doing.
 *
 * @param state name of the copier's state
 * @param position everything below this upstream offset has been copied; -1 before that is known
 * @param lag records that a consumer could read on the source and that aren't durable on the
 *     target, if known
 * @param failure what keeps it from being copied, if something does
 * @param exactlyOnce whether copying is exactly-once; else others write to the target too, and it
 *     is at-least-once
 */
public record PartitionReport(
    String state,
    long position,
    Optional<Long> lag,
    Optional<Failure> failure,
    boolean exactlyOnce) {

  static PartitionReport of(PartitionCopier copier) {
    Optional<Failure> failure =
        switch (copier.state()) {
          case CopierState.Waiting waiting -> Optional.of(waiting.failure());
          case CopierState.Stopped stopped -> Optional.of(stopped.failure());
          default -> Optional.empty();
        };
    return new PartitionReport(
        copier.state().name(), copier.position(), copier.lag(), failure, copier.task().exclusive());
  }
}
