package io.chappe.replicator.copy;

import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Connections;
import io.chappe.replicator.copy.port.Timers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a copy loop: it opens the connections to both clusters, runs commands and timers,
 * and waits for the target's answers. What it does all that for is its {@link Work}.
 */
final class EventLoop implements Executor, AutoCloseable {
  /** What the thread works for; all calls come on it. */
  interface Work {
    /** Both clusters are connected; called once, and before it no command runs. */
    void opened(BatchFetcher source, BatchAppender target);

    /** What is known may not hold: the process stood still, or there is a bug. */
    void doubtful();

    /** The thread ends, and then its connections are closed. Also where they were never opened. */
    void ending();
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(EventLoop.class);
  private static final long IDLE_MS = 1_000;
  private static final long REOPEN_MS = 1_000;
  private static final long CLOSE_MS = 3_000;

  /** No round takes as long, unless the process stood still. */
  private static final long STALLED_MS = 20_000;

  private final String name;
  private final Connections connections;
  private final Runnable tick;
  private final Work work;
  private final LongSupplier monotonicMs = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  private final Timers timers = new Timers(monotonicMs);
  private final StallWatch stallWatch =
      new StallWatch(STALLED_MS, monotonicMs, System::currentTimeMillis);
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile BatchAppender target;
  private volatile BatchFetcher source;
  private volatile boolean running = true;
  private String openingProblem = "";

  /**
   * @param name name of the thread
   * @param tick called each round, to show that the thread is alive
   */
  EventLoop(String name, Connections connections, Runnable tick, Work work) {
    this.name = name;
    this.connections = connections;
    this.tick = tick;
    this.work = work;
    this.thread = new Thread(this::run, name);
  }

  /** Starts the thread. */
  void start() {
    thread.start();
  }

  /** The timers of this loop, which run on its thread; to be used on it only. */
  Timers timers() {
    return timers;
  }

  /** Where batches are fetched from; null before that is open. From any thread. */
  BatchFetcher source() {
    return source;
  }

  /** Has {@code command} run on the thread of this loop, in order. */
  @Override
  public void execute(Runnable command) {
    inbox.add(command);
    wakeUp();
  }

  private void wakeUp() {
    BatchAppender open = target;
    if (open != null) {
      open.wakeup();
    }
  }

  private void run() {
    while (running && !open()) {
      pauseBeforeReopening();
    }
    if (running) {
      work.opened(source, target);
      stallWatch.look();
    }
    while (running) {
      tick.run();
      round();
    }
    work.ending();
    closeConnections();
  }

  private void round() {
    try {
      long stalledMs = stallWatch.look();
      if (stalledMs > 0) {
        LOGGER.warn(
            "thread={} stood still for {} ms: takes its partitions over anew", name, stalledMs);
        work.doubtful();
      }
      for (Runnable command = inbox.poll(); command != null; command = inbox.poll()) {
        command.run();
      }
      timers.run();
      target.poll(timers.untilNext(IDLE_MS));
    } catch (RuntimeException bug) {
      // Ours to mend; until then every partition begins anew from what the target says.
      LOGGER.error("thread={} reason=UNEXPECTED", name, bug);
      work.doubtful();
    }
  }

  private boolean open() {
    tick.run();
    try {
      if (target == null) {
        target = connections.openTarget(timers);
      }
      source = connections.openSource(this);
      return true;
    } catch (RuntimeException unreachable) {
      String problem = reason(unreachable);
      if (!problem.equals(openingProblem)) {
        openingProblem = problem;
        LOGGER.warn("thread={} reason={}", name, problem);
      }
      return false;
    }
  }

  private static String reason(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private synchronized void pauseBeforeReopening() {
    try {
      wait(REOPEN_MS);
    } catch (InterruptedException interrupted) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }

  private void closeConnections() {
    if (source != null) {
      source.close();
    }
    if (target != null) {
      target.close();
    }
  }

  /** Ends the thread and closes the connections. */
  @Override
  public void close() {
    running = false;
    wakeUp();
    synchronized (this) {
      notifyAll();
    }
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
