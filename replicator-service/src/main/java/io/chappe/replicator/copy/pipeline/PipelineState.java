package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.DeadLetter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a {@link CopyPipeline} is about. Each state offers the moves that are legal in it; from any,
 * it may be closed.
 *
 * <pre>
 *            end             drain
 *   Open ----------> Ending -------> Draining
 *    |  \              |  \             |  ^
 *    |   \             |   \            |  | drain
 *    |    +-------------------------------+
 *    |                 |     \          |
 *    | refuse          |      \ correct | correct
 *    v                 v       v        v
 *   Refused <----------+      Correcting
 * </pre>
 *
 * <p>All but Open end once every append is answered and the map is written.
 */
sealed interface PipelineState {
  /** How a pipeline ends that can't go on behind what it has accepted. */
  sealed interface End {}

  /** A failure, judged by its kind. */
  record Failed(Failure failure) implements End {}

  /** These records have to go to the dead-letter topic first. */
  record Undeliverable(List<DeadLetter> letters) implements End {}

  /** What is appended is expected to be where it was predicted. */
  sealed interface Predicting extends PipelineState permits Sending, Draining {
    /**
     * An answer named another offset: nothing more is sent, and the map is corrected by what the
     * answers say.
     *
     * @param lostFrom the upstream offset from which on the target has lost what was copied; empty
     *     if it holds what others wrote
     */
    default Correcting correct(OptionalLong lostFrom) {
      return new Correcting(lostFrom);
    }
  }

  /** What was accepted is sent. */
  sealed interface Sending extends Predicting permits Open, Ending {
    /** The target doesn't take a batch for what is in it: nothing more is sent. */
    default Refused refuse(RefusedBatch batch) {
      return new Refused(batch, false, false);
    }

    /** Nothing more is sent, so that the partition can be given up. */
    Draining drain();
  }

  /** Batches flow. */
  record Open() implements Sending {
    /** Accepts nothing more; what was accepted is still copied. */
    Ending end(End end) {
      return new Ending(end);
    }

    @Override
    public Draining drain() {
      return new Draining(Optional.empty());
    }
  }

  /** Copies what was accepted before something that can't be copied. */
  record Ending(End end) implements Sending {
    @Override
    public Draining drain() {
      return new Draining(Optional.of(end));
    }
  }

  /**
   * Waits for the answers to what was sent.
   *
   * @param end what is told in the end; empty if that all is done
   */
  record Draining(Optional<End> end) implements Predicting {}

  /**
   * Writes to the map where the target has put what was sent. That it is to be drained, too,
   * changes nothing.
   */
  record Correcting(OptionalLong lostFrom) implements PipelineState {
    /** What of the copy is there no longer, if that is what was wrong and it was copied before. */
    OptionalLong lostBelow(long acknowledged) {
      return lostFrom.isPresent() && acknowledged > lostFrom.getAsLong()
          ? lostFrom
          : OptionalLong.empty();
    }
  }

  /**
   * Waits for what becomes of the batches that were sent behind one that the target doesn't take.
   *
   * @param draining whether the partition is given up in any case
   * @param movedOn whether the source was truncated after the batch was refused: only a takeover
   *     tells where to go on
   */
  record Refused(RefusedBatch batch, boolean draining, boolean movedOn) implements PipelineState {
    Refused drain() {
      return new Refused(batch, true, movedOn);
    }

    Refused moveOn() {
      return new Refused(batch, draining, true);
    }
  }

  /** Over: nothing is sent or told any more. */
  record Closed() implements PipelineState {}
}
