package io.chappe.replicator.simulation;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.CopyObserver;
import org.apache.kafka.common.TopicPartition;

/** Writes what a process tells of itself into the schedule's trace. */
record TracingObserver(Schedule schedule, String process) implements CopyObserver {
  @Override
  public void copied(TopicPartition source, int records, int bytes, long latencyMs) {}

  @Override
  public void takenOver(TopicPartition source, long upstream, long downstream) {
    schedule.note(
        () -> process + ": goes on at upstream " + upstream + ", downstream " + downstream);
  }

  @Override
  public void slowTakeover(TopicPartition source, String waitingFor) {
    schedule.note(() -> process + ": waits for " + waitingFor);
  }

  @Override
  public void interrupted(TopicPartition source, long upstream, Failure failure) {
    schedule.note(() -> process + ": interrupted, " + failure);
  }

  @Override
  public void lostOnSource(TopicPartition source, long from, long to) {}

  @Override
  public void truncatedOnSource(TopicPartition source, long copied, long logEnd) {}
}
