package io.chappe.replicator.copy;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.Reply;

/**
 * What a copier has begun and not ended yet. Answers and timers outlive it: whatever comes when it
 * is over, is passed over.
 */
final class Attempt {
  private boolean over;

  /** Nothing that was begun in it is heard of from here on. */
  void end() {
    over = true;
  }

  /** Runs {@code action}, unless this is over. */
  void tell(Runnable action) {
    if (!over) {
      action.run();
    }
  }

  /** What does as {@code action}, unless this is over by then. */
  Runnable whileItLasts(Runnable action) {
    return () -> tell(action);
  }

  /** The reply that passes to {@code reply} what comes before this is over. */
  <T> Reply<T> whileItLasts(Reply<T> reply) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        tell(() -> reply.done(value));
      }

      @Override
      public void failed(Failure failure) {
        tell(() -> reply.failed(failure));
      }
    };
  }
}
