package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;

/**
 * The emission of one flow's heartbeats: when the next is due, and whether it is this instance that
 * writes it. For one thread, which never waits, but for {@link #heartbeats}.
 */
final class HeartbeatEmission implements AutoCloseable {
  private final FlowHeartbeats heartbeats;
  private final HeartbeatWriter writer;
  private final EmitterGroup group;
  private boolean emitted;
  private long dueNanos;

  /**
   * @param writer writes on the source; the caller's to close
   */
  HeartbeatEmission(
      FlowConfig flow,
      HeartbeatWriter writer,
      KafkaClients source,
      MeterRegistry meters,
      InstantSource clock) {
    this.heartbeats = new FlowHeartbeats(flow, meters, clock);
    this.writer = writer;
    this.group = new EmitterGroup(heartbeats, writer, source, System::nanoTime);
  }

  FlowHeartbeats heartbeats() {
    return heartbeats;
  }

  /**
   * Goes over to another configuration of the flow, if that can be done without leaving the group.
   *
   * @return false if it can't, and nothing was done
   */
  boolean change(FlowConfig next) {
    if (!whatMustStay(heartbeats.flow()).equals(whatMustStay(next))) {
      return false;
    }
    heartbeats.change(next);
    dueNanos = Math.min(dueNanos, System.nanoTime() + next.heartbeats().emitInterval().toNanos());
    return true;
  }

  private static List<Object> whatMustStay(FlowConfig flow) {
    String topic = flow.naming().heartbeatsTopic();
    return List.of(
        flow.id(), topic, flow.naming().remoteTopic(topic), flow.source(), flow.target());
  }

  /** Takes part in the group, and writes if it is time; at once if this instance is new to it. */
  void turn() {
    group.poll();
    long now = System.nanoTime();
    if (heartbeats.emits() && (!emitted || now - dueNanos >= 0)) {
      writer.write(heartbeats);
      dueNanos = now + heartbeats.flow().heartbeats().emitInterval().toNanos();
    }
    emitted = heartbeats.emits();
  }

  @Override
  public void close() {
    Closes.inOrder("heartbeats " + heartbeats.flow().id(), List.of(group, heartbeats::close));
  }
}
