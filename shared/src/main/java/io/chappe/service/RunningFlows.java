package io.chappe.service;

import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
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
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private final class Slot {
    private final FlowId id;
    private Optional<FlowConfig> wanted = Optional.empty();
    private Optional<FlowConfig> applied = Optional.empty();
    private Thread worker;
    private volatile F running;

    Slot(FlowId id) {
      this.id = id;
    }

    void prepare(FlowConfig flow) {
      running = factory.apply(flow);
      applied = Optional.of(flow);
      wanted = applied;
    }

    synchronized void want(Optional<FlowConfig> flow) {
      wanted = flow;
      if (worker == null && !wanted.equals(applied)) {
        worker = Thread.ofPlatform().name("chappe-" + id + "-change").start(this::work);
      }
    }

    private void work() {
      for (Optional<FlowConfig> next = next(); next != null; next = next()) {
        try {
          bring(next);
        } catch (RuntimeException e) {
          LOGGER.error("flow can't be changed: flow={}", id, e);
        }
        synchronized (this) {
          applied = next;
        }
      }
    }

    /** Null if there is nothing to do any more. */
    private synchronized Optional<FlowConfig> next() {
      if (wanted.equals(applied)) {
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
      if (next.isPresent()) {
        F made = factory.apply(next.get());
        made.start();
        running = made;
      }
      LOGGER.info("flow {}: flow={}", next.isEmpty() ? "stopped" : "started", id);
    }

    /** A change that is under way is waited for: what it starts is to be closed as well. */
    void close() {
      Thread working;
      synchronized (this) {
        wanted = applied;
        working = worker;
      }
      try {
        if (working != null) {
          working.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      F last = running;
      if (last != null) {
        last.close();
      }
    }
  }
}
