package io.chappe.replicator.copy;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.takeover.Takeover;

/**
 * What a partition's copier is doing. Each state holds what it needs, and offers its moves.
 *
 * <pre>
 *   TakingOver ---> Copying ---> HandingOver ---> Draining ---> Released
 *     ^   |            |              |                            ^
 *     |   v            v              +----------------------------+  whatever interrupts it
 *    Waiting <---------+      after a failure that passes; Stopped after one that needs help
 * </pre>
 */
public sealed interface CopierState {
  /** Name in status and metrics. */
  String name();

  /** The partition is this instance's, as far as it knows. */
  sealed interface Owning extends CopierState permits Copying, HandingOver, Draining {
    /** What runs for as long as that is so. */
    OwnedCopy copy();

    /**
     * Copies on until the next owner's fence ends it.
     *
     * @param whenReleased to be run when the partition is given up
     */
    default HandingOver handOver(Runnable whenReleased) {
      return new HandingOver(copy(), whenReleased);
    }

    /**
     * Finishes what is in flight.
     *
     * @param whenReleased to be run when the partition is given up
     */
    default Draining drain(Runnable whenReleased) {
      return new Draining(copy(), whenReleased);
    }
  }

  /** Given up, or about to be: not to be taken back from who owns it now. */
  sealed interface Leaving extends CopierState permits HandingOver, Draining, Released {
    /** To be run when the partition is given up. */
    Runnable whenReleased();
  }

  /** Fencing the previous owner and finding the position. */
  record TakingOver(Takeover takeover) implements CopierState {
    @Override
    public String name() {
      return "taking-over";
    }
  }

  /** Batches flow. */
  record Copying(OwnedCopy copy) implements Owning {
    @Override
    public String name() {
      return "copying";
    }
  }

  /** Takes over again after a pause. */
  record Waiting(Failure failure) implements CopierState {
    @Override
    public String name() {
      return "waiting";
    }
  }

  /** Needs somebody's help; looks now and then whether it came. */
  record Stopped(Failure failure) implements CopierState {
    @Override
    public String name() {
      return "stopped";
    }
  }

  /** Copies on until the next owner's fence ends it, so that nothing waits for that one. */
  record HandingOver(OwnedCopy copy, Runnable whenReleased) implements Owning, Leaving {
    @Override
    public String name() {
      return "handing-over";
    }

    /** Nobody has come: the partition stays here. */
    Copying keep() {
      return new Copying(copy);
    }
  }

  /** Finishes what is in flight, to be given up. */
  record Draining(OwnedCopy copy, Runnable whenReleased) implements Owning, Leaving {
    @Override
    public String name() {
      return "draining";
    }
  }

  /** Not ours any more. */
  record Released() implements Leaving {
    @Override
    public String name() {
      return "released";
    }

    @Override
    public Runnable whenReleased() {
      return () -> {};
    }
  }
}
