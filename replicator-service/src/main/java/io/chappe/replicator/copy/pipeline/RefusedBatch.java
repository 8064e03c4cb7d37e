package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.copy.refusal.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * A batch that the target has refused, and what has become of those that were in flight behind it.
 * They have to be refused as well, since they don't follow what was appended; only a broker that
 * has forgotten the producer appends them.
 */
final class RefusedBatch {
  /**
   * Others stand in the place of the batch.
   *
   * @param upstream where the batch begins on the source
   * @param downstream where what took its place ends
   */
  record Displaced(long upstream, long downstream) {}

  private final Placement placement;
  private final Failure.Refused answer;
  private final List<DeadLetter> atFault;
  private final int sequence;
  private Optional<Displaced> displaced = Optional.empty();
  private boolean written;
  private Optional<Failure> failure = Optional.empty();

  /**
   * @param atFault which of its records could go to the dead-letter topic
   * @param sequence of its first record
   */
  RefusedBatch(
      Placement placement, Failure.Refused answer, List<DeadLetter> atFault, int sequence) {
    this.placement = placement;
    this.answer = answer;
    this.atFault = atFault;
    this.sequence = sequence;
  }

  /** A batch behind it was appended after all. */
  void appendedBehind(long downstreamEnd) {
    displaced = Optional.of(new Displaced(upstream(), downstreamEnd));
    failure =
        Optional.of(
            new Failure.Retry(
                Reason.APPENDED_OUT_OF_PLACE,
                "%s; the target had forgotten this producer and appended what follows in its place: records from offset %d on come once more behind it"
                    .formatted(answer.message(), upstream())));
  }

  /** A batch behind it was not appended, or nobody knows. */
  void failedBehind(Failure failed) {
    boolean notAppended =
        failed instanceof Failure.Refused
            || failed.reason() == Reason.OUT_OF_ORDER_SEQUENCE_NUMBER
            || failed.reason() == Reason.WITHDRAWN;
    if (!notAppended && failure.isEmpty()) {
      failure = Optional.of(failed);
    }
  }

  private long upstream() {
    return placement.stretches().getFirst().upstream();
  }

  /** What the map has to be told, once. */
  Optional<Displaced> displaced() {
    if (written) {
      return Optional.empty();
    }
    written = displaced.isPresent();
    return displaced;
  }

  /** Why only a takeover can tell how to go on; empty if that is known. */
  Optional<Failure> failure() {
    return failure;
  }

  Refusal refusal() {
    return placement.refusal(answer);
  }

  Placement placement() {
    return placement;
  }

  List<DeadLetter> atFault() {
    return atFault;
  }

  int sequence() {
    return sequence;
  }
}
