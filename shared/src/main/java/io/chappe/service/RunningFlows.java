package io.chappe.service;

import io.chappe.config.FlowConfig;
import io.chappe.control.Progress;
import io.chappe.failure.Failure;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service runs, flow by flow. Brings each flow to what is wanted without touching the
 * others: a flow that must be closed for its change keeps none of them waiting, and wishes that
 * come meanwhile are summed up to the newest.
 *
 * @param <F> what is run for a flow
 */
public final class RunningFlows<F extends RunningFlow> implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunningFlows.class);

  private final Function<FlowConfig, F> factory;
  private final Map<FlowId, Slot> slots = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param factory makes what runs for a flow, not yet started
   */
  public RunningFlows(Function<FlowConfig, F> factory) {
    this.factory = factory;
  }

  /** Starts the first flows: none before all are made, since one may be configured badly. */
  public synchronized void start(List<FlowConfig> flows) {
    flows.forEach(flow -> slot(flow.id()).prepare(flow));
    slots.values().forEach(slot -> slot.running.start());
  }

  /** Says which flows are to run, and how. Returns at once. */
  public synchronized void apply(List<FlowConfig> flows) {
    if (closed) {
      return;
    }
    Map<FlowId, FlowConfig> wanted = new LinkedHashMap<>();
    flows.forEach(flow -> wanted.put(flow.id(), flow));
    wanted.keySet().forEach(this::slot);
    slots.forEach((id, slot) -> slot.want(Optional.ofNullable(wanted.get(id))));
  }

  /** What {@code what} gives for each flow that runs. */
  public synchronized <T> Map<FlowId, T> each(Function<F, T> what) {
    Map<FlowId, T> found = new LinkedHashMap<>();
    slots.forEach(
        (id, slot) -> {
          F running = slot.running;
          if (running != null) {
            found.put(id, what.apply(running));
          }
        });
    return found;
  }

  /** How far the flows have got with what {@link #apply} was told last. */
  public synchronized Progress progress() {
    Map<FlowId, String> failed = new LinkedHashMap<>();
    slots.forEach((id, slot) -> slot.failure().ifPresent(reason -> failed.put(id, reason)));
    return new Progress(slots.values().stream().anyMatch(Slot::isUnderWay), failed);
  }

  private Slot slot(FlowId id) {
    return slots.computeIfAbsent(id, Slot::new);
  }

  /** Flows are closed side by side: each may have to wait for its brokers. */
  @Override
  public void close() {
    List<Slot> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(slots.values());
    }
    List<Thread> closing = all.stream().map(slot -> Thread.ofVirtual().start(slot::close)).toList();
    closing.forEach(RunningFlows::join);
  }

  /** Waits to the end: an interrupt of the caller is no reason to leave a flow open. */
  private static void join(Thread ending) {
    boolean interrupted = false;
    while (ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What runs for one flow. A change that fails is tried again with the next one. Errors count as
   * failures too: a class missing from a native executable is to stop neither the thread nor the
   * next change.
   */
  private final class Slot {
    private final FlowId id;
    private Optional<FlowConfig> wanted = Optional.empty();
    private Optional<FlowConfig> tried = Optional.empty();
    private Optional<FlowConfig> applied = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Thread worker;
    private volatile boolean ending;
    private volatile F running;

    Slot(FlowId id) {
      this.id = id;
    }

    void prepare(FlowConfig flow) {
      running = factory.apply(flow);
      applied = Optional.of(flow);
      tried = applied;
      wanted = applied;
    }

    synchronized void want(Optional<FlowConfig> flow) {
      wanted = flow;
      if (worker == null && (failure.isPresent() || !wanted.equals(tried))) {
        tried = applied;
        failure = Optional.empty();
        if (!wanted.equals(tried)) {
          worker = Thread.ofPlatform().name("chappe-" + id + "-change").start(this::work);
        }
      }
    }

    synchronized boolean isUnderWay() {
      return worker != null;
    }

    synchronized Optional<String> failure() {
      return failure;
    }

    private void work() {
      for (Optional<FlowConfig> next = next(); next != null; next = next()) {
        Optional<String> failed = Optional.empty();
        try {
          bring(next);
        } catch (RuntimeException | Error e) {
          LOGGER.error("flow can't be changed: flow={}", id, e);
          failed = Optional.of(Failure.of(e).message());
          if (next.isPresent() && !ending) {
            goBack();
          }
        }
        synchronized (this) {
          tried = next;
          failure = failed;
          applied = failed.isEmpty() ? next : running == null ? Optional.empty() : applied;
        }
      }
    }

    /** Null if there is nothing to do any more. */
    private synchronized Optional<FlowConfig> next() {
      if (ending || wanted.equals(tried)) {
        worker = null;
        return null;
      }
      return wanted;
    }

    private void bring(Optional<FlowConfig> next) {
      F now = running;
      if (now != null && next.isPresent() && now.change(applied.orElseThrow(), next.get())) {
        return;
      }
      if (now != null) {
        running = null;
        now.close();
      }
      if (next.isPresent() && ending) {
        return;
      }
      if (next.isPresent()) {
        running = started(next.get());
      }
      LOGGER.info("flow {}: flow={}", next.isEmpty() ? "stopped" : "started", id);
    }

    /** One that starts only half is closed, or it would go on with what it has begun. */
    private F started(FlowConfig flow) {
      F made = factory.apply(flow);
      try {
        made.start();
      } catch (RuntimeException | Error e) {
        Closes.inOrder("flow " + id, List.of(made));
        throw e;
      }
      return made;
    }

    /** A flow that was closed for its change, which then failed, runs as before again. */
    private void goBack() {
      if (running == null && applied.isPresent()) {
        try {
          running = started(applied.get());
          LOGGER.info("flow started as it was before: flow={}", id);
        } catch (RuntimeException | Error e) {
          LOGGER.error("flow can't be started as it was before, it stands still: flow={}", id, e);
        }
      }
    }

    /**
     * A change that is under way is waited for, since what it has started is to be closed as well.
     * It starts nothing more.
     */
    void close() {
      Thread working;
      synchronized (this) {
        ending = true;
        working = worker;
      }
      if (working != null) {
        join(working);
      }
      F last = running;
      if (last != null) {
        last.close();
      }
    }
  }
}
