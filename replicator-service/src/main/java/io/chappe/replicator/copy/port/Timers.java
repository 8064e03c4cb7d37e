package io.chappe.replicator.copy.port;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Actions to be run later on the thread of the copy loop. Confined to it. */
public final class Timers {
  private static final int FEW = 64;

  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.atMs)
              .thenComparingLong(timer -> timer.order));
  private final LongSupplier clockMs;
  private long order;
  private int cancelled;

  /** An action that is still to be run, unless it is cancelled. */
  public final class Timer {
    private final long atMs;
    private final long order;
    private Runnable action;

    private Timer(long atMs, long order, Runnable action) {
      this.atMs = atMs;
      this.order = order;
      this.action = action;
    }

    /** Has the action not run, and lets go of all that it holds. */
    public void cancel() {
      if (action != null) {
        action = null;
        cancelled++;
        removeCancelled();
      }
    }

    private void run() {
      if (action == null) {
        cancelled--;
      } else {
        Runnable due = action;
        action = null;
        due.run();
      }
    }
  }

  /**
   * @param clockMs milliseconds from any origin, never going back
   */
  public Timers(LongSupplier clockMs) {
    this.clockMs = clockMs;
  }

  /** Milliseconds from any origin, never going back. */
  public long nowMs() {
    return clockMs.getAsLong();
  }

  /** Runs {@code action} once, {@code delayMs} from now or a little later. */
  public Timer after(long delayMs, Runnable action) {
    Timer timer = new Timer(clockMs.getAsLong() + delayMs, order++, action);
    queue.add(timer);
    return timer;
  }

  /** Runs what is due. */
  public void run() {
    while (!queue.isEmpty() && queue.peek().atMs <= clockMs.getAsLong()) {
      queue.poll().run();
    }
  }

  /** Not each one by itself: thousands may be cancelled at once. */
  private void removeCancelled() {
    if (cancelled > Math.max(FEW, queue.size() / 2)) {
      queue.removeIf(timer -> timer.action == null);
      cancelled = 0;
    }
  }

  /** The number of actions that are kept, those cancelled included. */
  public int size() {
    return queue.size();
  }

  /** Milliseconds until the next action is due, at most {@code most}. */
  public long untilNext(long most) {
    return queue.isEmpty() ? most : Math.clamp(queue.peek().atMs - clockMs.getAsLong(), 0, most);
  }
}
