package io.chappe.benchmark.run;

import io.chappe.benchmark.Arena;
import io.chappe.benchmark.contender.Contender;
import io.chappe.benchmark.contender.Running;
import io.chappe.benchmark.contender.Task;
import io.chappe.benchmark.load.Content;
import io.chappe.benchmark.load.Workload;
import io.chappe.testing.DelayingProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets a contender copy all that is in a topic, and then compares the copy with the original. */
public final class CatchUp {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration ONE_WAY = Duration.ofMillis(50);

  /** Markers of takeovers are no records, but part of the log. */
  private static final int MARKERS = 2;

  private final Arena arena;
  private final Workload workload;
  private final Content original;

  /**
   * @param original what is in the topic on the source
   */
  public CatchUp(Arena arena, Workload workload, Content original) {
    this.arena = arena;
    this.workload = workload;
    this.original = original;
  }

  /**
   * Runs one contender.
   *
   * @param alias for the source, used by no run before
   */
  public CopyResult run(Contender contender, String alias) {
    if (workload.kind() != Workload.Kind.FAR) {
      return run(contender, task(alias, arena.target().bootstrapServers()));
    }
    try (DelayingProxy link = new DelayingProxy(arena.proxyPort(), arena.farPort(), ONE_WAY)) {
      return run(contender, task(alias, link.address()));
    }
  }

  private Task task(String alias, String target) {
    return new Task(alias, arena.source().bootstrapServers(), target, workload, false);
  }

  private CopyResult run(Contender contender, Task task) {
    String remote = contender.remoteTopic(task);
    double brokersBefore = arena.brokerCpuSeconds();
    try (Running running = contender.start(task, folder(task.alias()))) {
      long first = await(running, remote, (long) MARKERS * workload.partitions() + 1);
      double firstSeconds = running.seconds();
      double firstCpu = running.cpuSeconds();
      await(running, remote, original.records());
      double seconds = running.seconds() - firstSeconds;
      double cpu = running.cpuSeconds() - firstCpu;
      double brokers = arena.brokerCpuSeconds() - brokersBefore;
      double peak = running.peakMebibytes();
      double share = 1 - Math.min(0.99, first / (double) original.records());
      return new CopyResult(
          firstSeconds,
          firstCpu,
          seconds / share,
          cpu / share,
          brokers,
          peak,
          compare(running, remote));
    } finally {
      if (arena.endOnTarget(remote, workload.partitions()) > 0) {
        arena.deleteOnTarget(remote);
      }
    }
  }

  /** Waits until the copy has that many offsets, and returns how many it has. */
  private long await(Running running, String remote, long offsets) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      long end = arena.endOnTarget(remote, workload.partitions());
      if (end >= offsets) {
        return end;
      }
      running.check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: %d of %d after %s\n%s".formatted(remote, end, offsets, LIMIT, running.tail()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** What differs between original and copy, in words; empty for nothing. */
  private String compare(Running running, String remote) {
    Content copy = Content.of(arena.target(), remote);
    // The last few records may still be on their way: markers count as offsets, too.
    for (int again = 0; again < 20 && copy.records() < original.records(); again++) {
      running.check();
      LockSupport.parkNanos(POLL.toNanos() * 10);
      copy = Content.of(arena.target(), remote);
    }
    if (copy.records() != original.records()) {
      return copy.records() + " records instead of " + original.records();
    }
    return copy.partitions().equals(original.partitions()) ? "" : "other records";
  }

  private Path folder(String alias) {
    try {
      return Files.createDirectories(arena.folder().resolve(alias));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
