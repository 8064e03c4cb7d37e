package io.chappe.replicator.copy;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Actions to be run later on the thread of the copy loop. Confined to it. */
public final class Timers {
  private record Timer(long atMs, long order, Runnable action) {}

  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atMs).thenComparingLong(Timer::order));
  private final LongSupplier clockMs;
  private long order;

  /**
   * @param clockMs milliseconds from any origin, never going back
   */
  public Timers(LongSupplier clockMs) {
    this.clockMs = clockMs;
  }

  /** Runs {@code action} once, {@code delayMs} from now or a little later. */
  public void after(long delayMs, Runnable action) {
    queue.add(new Timer(clockMs.getAsLong() + delayMs, order++, action));
  }

  /** Runs what is due. */
  public void run() {
    while (!queue.isEmpty() && queue.peek().atMs() <= clockMs.getAsLong()) {
      queue.poll().action().run();
    }
  }

  /** Milliseconds until the next action is due, at most {@code most}. */
  public long untilNext(long most) {
    return queue.isEmpty() ? most : Math.clamp(queue.peek().atMs() - clockMs.getAsLong(), 0, most);
  }
}
