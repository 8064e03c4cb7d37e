package io.chappe.replicator.copy;

/**
 * What a partition's copier is doing.
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

  /** Fencing the previous owner and finding the position. */
  record TakingOver() implements CopierState {
    @Override
    public String name() {
      return "taking-over";
    }
  }

  /** Batches flow. */
  record Copying() implements CopierState {
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
  record HandingOver() implements CopierState {
    @Override
    public String name() {
      return "handing-over";
    }
  }

  /** Finishes what is in flight, to be given up. */
  record Draining() implements CopierState {
    @Override
    public String name() {
      return "draining";
    }
  }

  /** Not ours any more. */
  record Released() implements CopierState {
    @Override
    public String name() {
      return "released";
    }
  }
}
