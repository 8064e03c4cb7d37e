package io.chappe.service;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Watches the service's own loops: each says from time to time that it still turns, and is stuck
 * when it has been silent for longer than it promised. This is all that liveness is made of, so a
 * loop must tick whether or not its brokers answer, and a promise must be longer than any wait the
 * loop allows itself. Thread-safe.
 */
public final class LoopWatch {
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Loop> loops = new ConcurrentHashMap<>();

  /**
   * @param nanoTime a monotonic clock in nanoseconds: {@code System::nanoTime}, so that a corrected
   *     wall clock makes nobody look stuck
   */
  public LoopWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Begins to watch a loop, which counts as having ticked now.
   *
   * @param name unique among the loops watched now
   * @param maximalSilence the longest time between two ticks of a loop that is well
   */
  public Loop register(String name, Duration maximalSilence) {
    Loop loop = new Loop(name, maximalSilence.toNanos());
    if (loops.putIfAbsent(name, loop) != null) {
      throw new IllegalArgumentException("A loop of this name is watched already: " + name);
    }
    return loop;
  }

  /** The names of the loops that are stuck now, sorted. */
  public List<String> stuck() {
    return loops.values().stream().filter(Loop::isStuck).map(Loop::name).sorted().toList();
  }

  /** The names of all loops watched now, sorted. */
  public List<String> watched() {
    return loops.keySet().stream().sorted().toList();
  }

  /** One watched loop. Closing it ends the watch, which every loop does when it ends as planned. */
  public final class Loop implements AutoCloseable {
    private final String name;
    private final long maximalSilenceNanos;
    private volatile long lastTick;

    private Loop(String name, long maximalSilenceNanos) {
      this.name = name;
      this.maximalSilenceNanos = maximalSilenceNanos;
      this.lastTick = nanoTime.getAsLong();
    }

    /** The name under which the loop is watched. */
    public String name() {
      return name;
    }

    /** Says that the loop still turns. */
    public void tick() {
      lastTick = nanoTime.getAsLong();
    }

    private boolean isStuck() {
      return nanoTime.getAsLong() - lastTick > maximalSilenceNanos;
    }

    @Override
    public void close() {
      loops.remove(name, this);
    }
  }
}
