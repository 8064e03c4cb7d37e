package io.chappe.acceptance.chaos;

import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The replicator processes, and what can happen to them. A fault takes an instance out of the pool
 * while it lasts, so that two faults at a time hit two instances.
 */
final class Replicators implements AutoCloseable {
  private static final int FEWEST = 2;
  private static final int MOST = 4;
  private static final int LONGEST_DOWN_MS = 6_000;
  // Longer than the group's session, so that others take over while it can't know.
  private static final int SHORTEST_SUSPENSION_MS = 6_000;
  private static final int LONGEST_SUSPENSION_MS = 10_000;
  private static final Duration EXIT_LIMIT = Duration.ofMinutes(2);
  private static final String TAKEOVERS = "chappe_takeovers_total";

  private record Instance(String name, ServiceProcess process) {}

  private final Path folder;
  private final String configuration;
  private final EventLog events;
  private final List<Instance> pool = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private int running;
  private int started;
  private long takeoversOfEnded;

  /**
   * @param folder where each instance gets a folder of its own for its configuration and output
   * @param configuration the text of their configuration file
   */
  Replicators(Path folder, String configuration, EventLog events) {
    this.folder = folder;
    this.configuration = configuration;
    this.events = events;
  }

  /** Starts an instance, as long as there may be more of them. */
  synchronized void start() {
    pool.add(startInstance());
    running++;
  }

  synchronized void awaitAllReady() {
    pool.forEach(each -> each.process().awaitReady());
  }

  /** What each instance prints, those that have ended too. */
  synchronized List<Path> outputs() {
    return List.copyOf(outputs);
  }

  void kill(Random random) throws InterruptedException {
    Instance victim = take(random);
    events.fault("replicator killed", victim.name());
    countTakeovers(victim);
    victim.process().close();
    Fault.last(random, 0, LONGEST_DOWN_MS);
    replace();
  }

  void suspend(Random random) throws InterruptedException {
    Instance victim = take(random);
    events.fault("replicator suspended", victim.name());
    victim.process().sigstop();
    try {
      Fault.last(random, SHORTEST_SUSPENSION_MS, LONGEST_SUSPENSION_MS);
    } finally {
      victim.process().sigcont();
    }
    events.note(victim.name() + " goes on");
    putBack(victim);
  }

  void terminate(Random random) throws InterruptedException {
    Instance victim = take(random);
    events.fault("replicator terminated", victim.name());
    end(victim);
    Fault.last(random, 0, LONGEST_DOWN_MS);
    replace();
  }

  /** Adds an instance or removes one. */
  void resize(Random random) {
    Optional<Instance> leaving = takeForGood(random);
    if (leaving.isPresent()) {
      events.fault("replicator removed", leaving.get().name() + ", left are " + running());
      end(leaving.get());
    } else {
      events.fault("replicator added", "there were " + running());
      start();
    }
  }

  /** Takeovers that instances have counted, but for the last moments of those that ended. */
  synchronized long takeovers() {
    return takeoversOfEnded + pool.stream().mapToLong(Replicators::takeoversOf).sum();
  }

  synchronized int running() {
    return running;
  }

  @Override
  public synchronized void close() {
    pool.forEach(each -> each.process().close());
    pool.clear();
  }

  /** An instance that is to leave, or nothing if there should rather be one more. */
  private synchronized Optional<Instance> takeForGood(Random random) {
    boolean coin = random.nextBoolean();
    if (running <= FEWEST || (running < MOST && coin)) {
      return Optional.empty();
    }
    // At once, so that the other track counts right while this one waits for the end.
    running--;
    return Optional.of(take(random));
  }

  private synchronized Instance take(Random random) {
    return pool.remove(random.nextInt(pool.size()));
  }

  private synchronized void putBack(Instance instance) {
    pool.add(instance);
  }

  private synchronized void replace() {
    Instance instance = startInstance();
    events.note(instance.name() + " started in its place");
    pool.add(instance);
  }

  private void end(Instance instance) {
    countTakeovers(instance);
    instance.process().sigterm();
    instance.process().awaitExit(EXIT_LIMIT);
    instance.process().close();
    events.note(instance.name() + " has ended");
  }

  private synchronized Instance startInstance() {
    started++;
    String name = "replicator-" + started;
    try {
      Path home = Files.createDirectories(folder.resolve(name));
      Path file = Files.writeString(home.resolve("chappe.properties"), configuration);
      int port = FreePorts.find(1).getFirst();
      ServiceProcess process = ServiceProcess.start(Service.REPLICATOR, file, port);
      outputs.add(process.outputFile());
      return new Instance(name, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void countTakeovers(Instance instance) {
    long counted = takeoversOf(instance);
    synchronized (this) {
      takeoversOfEnded += counted;
    }
  }

  private static long takeoversOf(Instance instance) {
    try {
      return instance
          .process()
          .get("/q/metrics")
          .lines()
          .filter(line -> line.startsWith(TAKEOVERS))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (UncheckedIOException startingOrBusy) {
      return 0;
    }
  }
}
