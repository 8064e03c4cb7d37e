package io.chappe.checkpoint.sharing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The share that is assigned to this instance and to no other, for work that must not be done
 * twice. Empty before the first assignment, and from the loss of the membership to the next.
 * Assigned and withdrawn by one thread, worked on by others.
 */
public final class SoleShare {
  private final ReentrantLock working = new ReentrantLock(true);
  private volatile Optional<Assignment> now = Optional.empty();
  private long number;

  /**
   * A share.
   *
   * @param share what is ours
   * @param number another one for each time that it was assigned: in between, others may have had
   *     the same share
   */
  public record Assignment(Share share, long number) {}

  /** What is done with a share. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it with what is assigned now. */
    T on(Optional<Assignment> assigned) throws ExecutionException, InterruptedException;
  }

  /** Does work. Whoever {@linkplain #giveUp gives up} the share waits for its end. */
  public <T> T work(Work<T> work) throws ExecutionException, InterruptedException {
    working.lockInterruptibly();
    try {
      return work.on(now);
    } finally {
      working.unlock();
    }
  }

  /** Whether a share is assigned. */
  public boolean isAssigned() {
    return now.isPresent();
  }

  /** Takes notice of an assignment, or that it stays as it is. */
  public void assign(Share share) {
    if (!now.map(Assignment::share).equals(Optional.of(share))) {
      now = Optional.of(new Assignment(share, ++number));
    }
  }

  /** Takes notice that another may have the share by now. */
  public void withdraw() {
    now = Optional.empty();
  }

  /**
   * Takes notice that the share goes to others as soon as this returns.
   *
   * @param limit how long to wait for the end of work that is going on; not at all if interrupted
   * @return whether no work on it goes on
   */
  public boolean giveUp(Duration limit) {
    withdraw();
    try {
      if (!working.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    working.unlock();
    return true;
  }
}
