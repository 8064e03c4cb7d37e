package io.chappe.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes turns until it is asked to end. Nothing else ends it: after an exception, an
 * error or an interrupt that nobody meant for its end, the trouble is told and the next turn is
 * taken a second later.
 *
 * <pre>
 *   start -> turn, pause, turn, ... -> end -> farewell -> closes
 * </pre>
 */
public final class ServiceLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServiceLoop.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** What is done again and again. */
  @FunctionalInterface
  public interface Turn {
    /** Takes a turn and returns the pause until the next. */
    Duration take() throws Exception;
  }

  /** Is told of turns that fail. What it throws itself is only logged. */
  public interface Trouble {
    /** A turn has failed; it is tried again. Called for each. */
    void failed(Throwable thrown);

    /** A turn has been taken to its end, the first one since a failure. */
    void over();
  }

  private final Turn turn;
  private final Trouble trouble;
  private final Runnable farewell;
  private final List<AutoCloseable> closes;
  private final Thread thread;
  private final Semaphore wake = new Semaphore(0);
  private boolean troubled;
  private volatile boolean ending;
  private boolean closing;

  /**
   * A loop that is not started yet.
   *
   * @param thread makes the thread
   * @param closes closed by the thread when it ends, in this order, without an interrupt
   */
  public ServiceLoop(
      Thread.Builder thread, Turn turn, Trouble trouble, List<AutoCloseable> closes) {
    this(thread, turn, trouble, () -> {}, closes);
  }

  /**
   * The same with something to be done at the end that an {@link #interrupt} may cut short.
   *
   * @param farewell called once, after the last turn
   */
  public ServiceLoop(
      Thread.Builder thread,
      Turn turn,
      Trouble trouble,
      Runnable farewell,
      List<AutoCloseable> closes) {
    this.turn = turn;
    this.trouble = trouble;
    this.farewell = farewell;
    this.closes = List.copyOf(closes);
    this.thread = thread.unstarted(this::run);
  }

  /** Starts the thread; once. */
  public void start() {
    thread.start();
  }

  /** Whether it has been asked to end. */
  public boolean isEnding() {
    return ending;
  }

  /** Whether the caller is the loop's own thread. */
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Cuts the present pause short, or the next one. */
  public void wake() {
    wake.release();
  }

  /** Asks it to end after the present turn, without waiting. */
  public void end() {
    ending = true;
    wake.release();
  }

  /** Interrupts what the thread does, but never the closes. */
  public synchronized void interrupt() {
    if (!closing) {
      thread.interrupt();
    }
  }

  /**
   * Waits for the thread's end, for some time. The closes of a loop that was never started are done
   * by the caller. An interrupt of the caller ends the waiting only after that.
   *
   * @return whether it has ended
   */
  public boolean awaitEnd(Duration limit) {
    if (thread.getState() == Thread.State.NEW) {
      Closes.inOrder(thread.getName(), closes);
      return true;
    }
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    while (!ending) {
      pause(takeTurn());
    }
    try {
      farewell.run();
    } catch (Throwable e) {
      LOGGER.warn("not ended in order: loop={}", thread.getName(), e);
    }
    synchronized (this) {
      closing = true;
    }
    Thread.interrupted();
    Closes.inOrder(thread.getName(), closes);
  }

  private Duration takeTurn() {
    try {
      Duration pause = turn.take();
      if (troubled) {
        troubled = false;
        tell(trouble::over);
      }
      return pause;
    } catch (Throwable thrown) {
      if (ending) {
        // What comes of being asked to end is no trouble.
        LOGGER.debug("last turn cut short: loop={}", thread.getName(), thrown);
        return Duration.ZERO;
      }
      Thread.interrupted();
      troubled = true;
      tell(() -> trouble.failed(thrown));
      return AFTER_FAILURE;
    }
  }

  private void tell(Runnable message) {
    try {
      message.run();
    } catch (Throwable e) {
      LOGGER.error("trouble could not be told: loop={}", thread.getName(), e);
    }
  }

  private void pause(Duration time) {
    try {
      if (!ending && wake.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      LOGGER.debug("pause cut short: loop={}", thread.getName());
    }
  }
}
