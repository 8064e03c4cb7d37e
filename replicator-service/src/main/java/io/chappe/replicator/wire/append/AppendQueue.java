package io.chappe.replicator.wire.append;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.wire.batch.Append;
import io.chappe.replicator.wire.batch.ProduceBuilder;
import io.chappe.replicator.wire.batch.TargetBroker;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Guard;
import io.chappe.replicator.wire.cluster.WireErrors;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceResponse;

/**
 * The batches that wait to be appended, and their way into produce requests.
 *
 * <p>A request takes one batch of a partition and batches of many partitions. Requests follow each
 * other on a connection without waiting for answers, and brokers work on them in order, so the
 * batches of a partition keep theirs.
 */
public final class AppendQueue {
  private static final int REQUEST_BYTES = 1024 * 1024;

  private static final class Waiting {
    private final TopicPartition partition;
    private final ArrayDeque<Append> appends = new ArrayDeque<>();

    private TargetBroker broker;
    private Optional<ClusterClient.Leadership> measured = Optional.empty();

    private Waiting(TopicPartition partition) {
      this.partition = partition;
    }

    private void add(Append append) {
      appends.add(append);
      if (broker != null) {
        append.batch().chargeTo(broker);
      }
    }

    private void chargeTo(TargetBroker newBroker) {
      if (broker != newBroker) {
        broker = newBroker;
        appends.forEach(append -> append.batch().chargeTo(newBroker));
      }
    }
  }

  private final ClusterClient client;
  private final Map<TopicPartition, Waiting> byPartition = new HashMap<>();
  private final LongSupplier nanoTime;
  private final Map<Integer, TargetBroker> brokers = new HashMap<>();
  private final AtomicInteger brokerCount = new AtomicInteger();
  private ArrayDeque<Waiting> ready = new ArrayDeque<>();

  /**
   * @param nanoTime a clock that only goes forward, nanoseconds
   */
  public AppendQueue(ClusterClient client, LongSupplier nanoTime) {
    this.client = client;
    this.nanoTime = nanoTime;
  }

  public void add(Append append) {
    Waiting waiting = byPartition.computeIfAbsent(append.partition(), Waiting::new);
    if (waiting.appends.isEmpty()) {
      ready.add(waiting);
    }
    waiting.add(append);
  }

  /**
   * Refuses to append to {@code partition} once its leader, or the connection to it, is not the
   * present one any more. What is known of the end of a log holds only as long: a broker that comes
   * back may have lost it, and brokers that have lost all that a producer wrote accept whatever it
   * sends.
   */
  void expectSameLeader(TopicPartition partition) {
    byPartition.computeIfAbsent(partition, Waiting::new).measured = client.leadership(partition);
  }

  /** Has what still waits to be sent to a partition fail. */
  void withdraw(TopicPartition partition) {
    Waiting waiting = byPartition.get(partition);
    if (waiting != null) {
      ready.remove(waiting);
      failAll(
          waiting, new Failure.Retry(Reason.WITHDRAWN, partition + " is no longer appended to"));
    }
  }

  /** Drops what is kept for a partition; what still waits to be sent fails. */
  void forget(TopicPartition partition) {
    withdraw(partition);
    byPartition.remove(partition);
  }

  /** Partitions that something is kept for. */
  int size() {
    return byPartition.size();
  }

  /** Sends as much as connections take now; whether something is left. */
  public boolean flush() {
    while (!ready.isEmpty() && sendOneRequestEach()) {
      // A connection takes its next request when the last is written.
      client.poll(0);
    }
    return !ready.isEmpty();
  }

  /** Makes at most one request for each broker; whether there was any. */
  private boolean sendOneRequestEach() {
    Map<Node, ProduceBuilder> requests = new LinkedHashMap<>();
    ArrayDeque<Waiting> now = ready;
    ready = new ArrayDeque<>();
    for (Waiting waiting = now.poll(); waiting != null; waiting = now.poll()) {
      if (waiting.appends.isEmpty()) {
        // Given up because of another partition's failure in this very round.
        continue;
      }
      Optional<Node> leader = client.leader(waiting.partition);
      if (leader.isEmpty()) {
        client.refreshMetadata();
        failAll(waiting, client.noLeader(waiting.partition));
      } else {
        take(waiting, leader.get(), requests);
      }
    }
    requests.forEach(
        (node, request) -> client.send(node, request.build(), new ProduceAnswer(request)));
    return !requests.isEmpty();
  }

  private void take(Waiting waiting, Node leader, Map<Node, ProduceBuilder> requests) {
    TargetBroker broker = broker(leader);
    waiting.chargeTo(broker);
    if (!broker.mayTakeRequest()) {
      ready.add(waiting);
    } else if (client.ready(leader)) {
      take(
          waiting,
          requests.computeIfAbsent(
              leader, node -> new ProduceBuilder(broker, client.requestTimeoutMs())));
    } else if (client.connectionFailed(leader)) {
      client.refreshMetadata();
      failAll(
          waiting,
          new Failure.Retry(Reason.NETWORK_EXCEPTION, "no connection to broker " + leader));
    } else {
      ready.add(waiting);
    }
  }

  private TargetBroker broker(Node node) {
    return brokers.computeIfAbsent(
        node.id(), id -> new TargetBroker(client, node, brokerCount, nanoTime));
  }

  private void take(Waiting waiting, ProduceBuilder request) {
    Optional<ClusterClient.Leadership> measured = waiting.measured;
    if (measured.isPresent() && !measured.equals(client.leadership(waiting.partition))) {
      failAll(
          waiting,
          new Failure.Retry(
              Reason.LEADER_CHANGED,
              waiting.partition
                  + " has a new leader, or its broker was away: its log may be another"));
      return;
    }
    if (request.isEmpty() || request.bytes() + sizeOfFirst(waiting) <= REQUEST_BYTES) {
      Uuid topicId = client.topicId(waiting.partition.topic()).orElse(Uuid.ZERO_UUID);
      request.add(topicId, waiting.appends.poll());
    }
    if (!waiting.appends.isEmpty()) {
      ready.add(waiting);
    }
  }

  private static int sizeOfFirst(Waiting waiting) {
    return waiting.appends.peek().batch().sizeInBytes();
  }

  private void failAll(Waiting waiting, Failure failure) {
    List<Append> failed = List.copyOf(waiting.appends);
    waiting.appends.clear();
    failed.forEach(append -> append.fail(failure));
  }

  private final class ProduceAnswer implements ClusterClient.Answer {
    private final ProduceBuilder request;
    private final long sentNanos = nanoTime.getAsLong();
    private boolean ended;

    private ProduceAnswer(ProduceBuilder request) {
      this.request = request;
      request.broker().sent(request);
    }

    @Override
    public void response(AbstractResponse body, short version) {
      ended = true;
      request.broker().answered(sentNanos);
      for (ProduceResponseData.TopicProduceResponse topic :
          ((ProduceResponse) body).data().responses()) {
        for (ProduceResponseData.PartitionProduceResponse partition : topic.partitionResponses()) {
          answer(request.take(topic.topicId(), topic.name(), partition.index()), partition);
        }
      }
      failAll(new Failure.Retry(Reason.NO_ANSWER, "missing in the answer to a produce request"));
    }

    private void answer(
        Optional<Append> append, ProduceResponseData.PartitionProduceResponse partition) {
      if (append.isEmpty()) {
        return;
      }
      Errors error = Errors.forCode(partition.errorCode());
      if (error == Errors.NONE) {
        append.get().batch().release();
        Guard.done(append.get().reply(), partition.baseOffset());
        return;
      }
      client.metadata().requestUpdate(false);
      append.get().fail(WireErrors.ofAppend(partition, "append to " + append.get().partition()));
    }

    /** Also if the answer couldn't be taken to its end: then for what is left of it. */
    @Override
    public void failed(Failure failure) {
      if (!ended) {
        ended = true;
        request.broker().failed();
      }
      failAll(failure);
    }

    private void failAll(Failure failure) {
      request.takeAll().forEach(append -> append.fail(failure));
    }
  }
}
