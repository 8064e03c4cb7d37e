package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.MapPart;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Sequences;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes one partition's runs to the offset-map topic, with the identity of its owner. Writes are
 * numbered from 1 and become durable in order.
 */
final class MapWriter {
  /** Hears of each write. */
  interface Listener {
    /** One more write is durable. */
    void written();

    /** A write failed: whether it took effect is unknown, and none after it will. */
    void failed(Failure failure);
  }

  private final CopyTask task;
  private final TopicPartition partition;
  private final ProducerIdentity producer;
  private final Incarnation incarnation;
  private final OffsetMapStore store;
  private final Listener listener;
  private int sequence;
  private long begun;
  private long durable;

  MapWriter(CopyTask task, TakeoverResult taken, OffsetMapStore store, Listener listener) {
    this.task = task;
    this.partition = taken.mapPartition();
    this.producer = taken.producer();
    this.incarnation = taken.map().incarnation();
    this.sequence = taken.mapSequence();
    this.store = store;
    this.listener = listener;
  }

  /** Stores runs, then removes others; does nothing if there are neither. */
  void write(List<Run> runs, List<Long> removed) {
    if (runs.isEmpty() && removed.isEmpty()) {
      return;
    }
    begun++;
    int sequenceOfFirst = sequence;
    sequence = Sequences.plus(sequence, runs.size() + removed.size());
    store.write(
        partition,
        producer,
        sequenceOfFirst,
        List.of(new MapPart(task.mapKey(), incarnation, runs, removed)),
        new Reply<>() {
          @Override
          public void done(Long offset) {
            durable++;
            listener.written();
          }

          @Override
          public void failed(Failure failure) {
            listener.failed(failure);
          }
        });
  }

  /** The sequence number that the next write begins with. */
  int sequence() {
    return sequence;
  }

  /** Number of the newest write. */
  long begun() {
    return begun;
  }

  /** Number of the newest write that is durable. */
  long durable() {
    return durable;
  }
}
