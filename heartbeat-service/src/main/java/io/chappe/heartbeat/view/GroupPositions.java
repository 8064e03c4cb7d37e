package io.chappe.heartbeat.view;

import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The positions of consumer groups for whoever asks. A flow's checkpoints are followed only while
 * somebody looks at them, since there may be very many.
 */
final class GroupPositions implements AutoCloseable {
  private static final Duration KEPT = Duration.ofSeconds(60);

  private final LongSupplier nanoTime;
  private final Map<FlowId, Asked> asked = new HashMap<>();
  private boolean closed;

  private record Asked(FlowGroups groups, long atNanos) {}

  GroupPositions(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The groups of a flow. */
  synchronized FlowGroups of(FlowConfig flow) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Asked before = asked.get(flow.id());
    boolean usable = before != null && before.groups().isOf(flow);
    if (before != null && !usable) {
      closeAside(before);
    }
    FlowGroups groups = usable ? before.groups() : new FlowGroups(flow);
    asked.put(flow.id(), new Asked(groups, nanoTime.getAsLong()));
    return groups;
  }

  /** Forgets what nobody has asked for lately. Called now and then. */
  synchronized void expire() {
    long now = nanoTime.getAsLong();
    asked
        .values()
        .removeIf(
            each -> {
              boolean old = now - each.atNanos() > KEPT.toNanos();
              if (old) {
                closeAside(each);
              }
              return old;
            });
  }

  /** Whoever comes here is not to wait for a consumer's end. */
  private static void closeAside(Asked each) {
    Thread.ofVirtual().name("chappe-groups-close").start(each.groups()::close);
  }

  @Override
  public synchronized void close() {
    closed = true;
    asked.values().forEach(GroupPositions::closeAside);
    asked.clear();
  }
}
