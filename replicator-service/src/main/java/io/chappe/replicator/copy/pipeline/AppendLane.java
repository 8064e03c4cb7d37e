package io.chappe.replicator.copy.pipeline;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.PartitionLogs;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Sequences;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches of one pipeline that wait for their turn or for their answer. They are appended in
 * order, as many at a time as there are, each once the map says where it will be.
 */
final class AppendLane {
  /** Hears of each append once. */
  interface Listener {
    /** The target has appended a batch from {@code baseOffset} on. */
    void appended(Placement placement, long baseOffset);

    /**
     * An append failed; whether it had an effect may be unknown.
     *
     * @param sequence of the batch's first record
     */
    void failed(Placement placement, int sequence, Failure failure);
  }

  private record Waiting(Placement placement, long afterMapWrite) {}

  private final TopicPartition partition;
  private final PartitionLogs target;
  private final ProducerIdentity producer;
  private final Listener listener;
  private final FirstAlone firstAlone;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int sequence;
  private int inFlight;

  /**
   * @param taken whose identity and sequence numbers are used
   * @param clockMs milliseconds from any origin, never going back
   */
  AppendLane(
      TopicPartition partition,
      TakeoverResult taken,
      PartitionLogs target,
      LongSupplier clockMs,
      Listener listener) {
    this.partition = partition;
    this.target = target;
    this.producer = taken.producer();
    this.sequence = taken.sequence();
    this.firstAlone = new FirstAlone(clockMs);
    this.listener = listener;
  }

  private final class Append implements Reply<Long> {
    private final Placement placement;
    private final int sequenceOfFirst;

    private Append(Placement placement, int sequenceOfFirst) {
      this.placement = placement;
      this.sequenceOfFirst = sequenceOfFirst;
    }

    @Override
    public void done(Long baseOffset) {
      inFlight--;
      firstAlone.answered();
      listener.appended(placement, baseOffset);
    }

    @Override
    public void failed(Failure failure) {
      inFlight--;
      listener.failed(placement, sequenceOfFirst, failure);
    }
  }

  /**
   * Takes a batch over, to be sent later.
   *
   * @param afterMapWrite number of the map write that has to be durable before
   */
  void add(Placement placement, long afterMapWrite) {
    waiting.add(new Waiting(placement, afterMapWrite));
  }

  /** Sends what may go, as far as the map is durable. */
  void send(MapWriter map) {
    while (!waiting.isEmpty()
        && waiting.peek().afterMapWrite() <= map.durable()
        && firstAlone.mayAppend(inFlight)) {
      Placement next = waiting.poll().placement();
      inFlight++;
      int sequenceOfFirst = sequence;
      sequence = Sequences.plus(sequence, next.records());
      target.append(
          partition, producer, sequenceOfFirst, next.batch(), new Append(next, sequenceOfFirst));
    }
  }

  /** Gives back what wasn't sent. */
  void discardWaiting() {
    waiting.forEach(each -> each.placement().batch().release());
    waiting.clear();
  }

  /** Whether nothing is in flight and nothing waits. */
  boolean isSettled() {
    // An answer that couldn't be taken in fails afterwards, and so counts twice.
    return inFlight <= 0 && waiting.isEmpty();
  }

  /** Milliseconds since the target last answered. */
  long silentMs() {
    return firstAlone.silentMs();
  }
}
