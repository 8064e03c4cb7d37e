package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.RequestCompletionHandler;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster's brokers as seen from one thread: connections, metadata, requests in flight.
 *
 * <p>Confined to that thread, but for {@link #wakeup()}.
 */
public final class ClusterClient implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterClient.class);

  /**
   * Enough for 2,500 answers a second from a broker 100 ms away. The network client looks at each
   * request in flight whenever it does anything, so thousands would make a takeover of thousands of
   * partitions quadratic.
   */
  private static final int QUEUED_IN_FLIGHT = 256;

  /** Takes the answer to a request, or what kept it from coming. */
  public interface Answer {
    void response(AbstractResponse response, short version);

    void failed(Failure failure);
  }

  private record Queued(AbstractRequest.Builder<?> request, Answer answer) {}

  private final String alias;
  private final Time time;
  private final TopicMetadata metadata;
  private final KafkaClient client;
  private final int requestTimeoutMs;
  private final BrokerVersions versions;
  private final Runnable onClosed;
  private final Map<Integer, ArrayDeque<Queued>> queues = new HashMap<>();
  private final Map<Integer, Node> queueNodes = new HashMap<>();
  private final ConnectionLosses connections = new ConnectionLosses();
  private int queuedRequests;
  private String lastProblem = "";
  private long lastProblemMs;

  /**
   * @param alias alias of the cluster, for logs
   * @param versions what {@code client} hears of the brokers' versions
   * @param client connects and sends; see {@link NetworkClients}
   * @param metadata what {@code client} keeps up to date
   * @param requestTimeoutMs after which a request without an answer fails
   * @param time the clock of {@code client}
   * @param onClosed called after the connections were closed
   */
  ClusterClient(
      String alias,
      BrokerVersions versions,
      KafkaClient client,
      TopicMetadata metadata,
      int requestTimeoutMs,
      Time time,
      Runnable onClosed) {
    this.alias = alias;
    this.versions = versions;
    this.client = client;
    this.metadata = metadata;
    this.requestTimeoutMs = requestTimeoutMs;
    this.time = time;
    this.onClosed = onClosed;
  }

  public TopicMetadata metadata() {
    return metadata;
  }

  /** Now, by the clock that metadata is dated by; may be set back. */
  long wallClockMs() {
    return time.milliseconds();
  }

  /** Milliseconds from any origin, never going back. */
  public long nowMs() {
    return time.hiResClockMs();
  }

  public int requestTimeoutMs() {
    return requestTimeoutMs;
  }

  public Optional<Node> leader(TopicPartition partition) {
    return metadata.currentLeader(partition).leader;
  }

  public Metadata.LeaderAndEpoch leaderAndEpoch(TopicPartition partition) {
    return metadata.currentLeader(partition);
  }

  public Optional<Uuid> topicId(String topic) {
    Uuid id = metadata.topicIds().get(topic);
    return id == null || id.equals(Uuid.ZERO_UUID) ? Optional.empty() : Optional.of(id);
  }

  /**
   * The id of a topic that metadata knows: {@link Uuid#ZERO_UUID} where the cluster gives topics
   * none, which is said once. Empty while the topic isn't known.
   */
  public Optional<Uuid> identity(String topic) {
    Optional<Uuid> id = topicId(topic);
    if (id.isPresent() || partitionCount(topic) == 0) {
      return id;
    }
    versions.warnOfMissingIds();
    return Optional.of(Uuid.ZERO_UUID);
  }

  /** Why this cluster can't be used, as far as its brokers have been reached. */
  Optional<Failure> refusal() {
    return versions.refusal();
  }

  /** Whether a connected broker tells where its log parts from what was fetched of it. */
  public boolean tellsDivergence(Node node) {
    return versions.tellsDivergence(node.idString());
  }

  /** Number of partitions, or 0 for a topic that is not known (yet). */
  public int partitionCount(String topic) {
    Integer count = metadata.fetch().partitionCountForTopic(topic);
    return count == null ? 0 : count;
  }

  public void refreshMetadata() {
    metadata.requestUpdate(true);
  }

  Optional<Node> anyNode() {
    return Optional.ofNullable(client.leastLoadedNode(time.milliseconds()).node());
  }

  /**
   * Whether a request can be sent to {@code node} at once; opens the connection if there is none.
   */
  public boolean ready(Node node) {
    connections.watch(node);
    return client.ready(node, time.milliseconds());
  }

  /**
   * The leader of a partition and the connection to it, as they are now. Two that are equal say
   * that nothing can have happened to the partition's log in between, as far as this client could
   * see it.
   *
   * @param topic id of the topic, if known: one that was created again begins with the same epochs
   * @param node id of the leader
   * @param epoch leader epoch, if known
   * @param connection how often the connection to it was lost so far
   */
  public record Leadership(
      Optional<Uuid> topic, int node, Optional<Integer> epoch, long connection) {}

  /** Empty while there is no leader. */
  public Optional<Leadership> leadership(TopicPartition partition) {
    Metadata.LeaderAndEpoch leader = metadata.currentLeader(partition);
    return leader.leader.map(
        node ->
            new Leadership(
                topicId(partition.topic()), node.id(), leader.epoch, connections.lossesOf(node)));
  }

  /** Whether the last attempt to connect to {@code node} failed. */
  public boolean connectionFailed(Node node) {
    return client.connectionFailed(node);
  }

  /** Whether the last request to {@code node} is written in full, and it can take another. */
  public boolean isIdle(Node node) {
    return client.isReady(node, time.milliseconds());
  }

  /**
   * Sends at once: {@link #ready} has just said that it can be. {@code answer} fails if the request
   * can't be sent, maybe before this returns.
   */
  public void send(Node node, AbstractRequest.Builder<?> request, Answer answer) {
    Sent sent = new Sent(answer);
    Guard.run(() -> send(node, request, sent), sent::failed);
  }

  private void send(Node node, AbstractRequest.Builder<?> request, Sent sent) {
    long now = time.milliseconds();
    ClientRequest clientRequest =
        client.newClientRequest(node.idString(), request, now, true, requestTimeoutMs, sent);
    client.send(clientRequest, now);
  }

  /**
   * Ends once, whatever happens: a request that Kafka's client threw for may have come to be in
   * flight before, and is answered or disconnected later.
   */
  private final class Sent implements RequestCompletionHandler {
    private final Answer answer;
    private boolean ended;

    private Sent(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void onComplete(ClientResponse response) {
      if (!ended) {
        ended = true;
        complete(response, answer);
      }
    }

    private void failed(Failure failure) {
      if (!ended) {
        ended = true;
        fail(answer, failure);
      }
    }
  }

  /**
   * Sends as soon as the node can take it; fails if the connection does. What is sent like this has
   * a connection of its own: a broker works on one request of a connection at a time, so it would
   * have to wait for all the data that is on its way, or for the end of a fetch that waits.
   */
  public void enqueue(Node node, AbstractRequest.Builder<?> request, Answer answer) {
    queueNodes.put(node.id(), secondConnection(node));
    queues.computeIfAbsent(node.id(), id -> new ArrayDeque<>()).add(new Queued(request, answer));
    queuedRequests++;
  }

  /** Connections are told apart by the node's id; the public consumer does it in the same way. */
  private static Node secondConnection(Node node) {
    return new Node(Integer.MAX_VALUE - node.id(), node.host(), node.port(), node.rack());
  }

  private static int brokerOf(int nodeId) {
    return nodeId > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - nodeId : nodeId;
  }

  /** The node of an id that metadata knows. */
  public Optional<Node> node(int id) {
    return Optional.ofNullable(metadata.fetch().nodeById(id));
  }

  /**
   * Sends what can be sent, waits up to {@code timeoutMs} for something to happen, and completes
   * requests.
   */
  public void poll(long timeoutMs) {
    boolean queued = flushQueues();
    pollClient(queued ? Math.min(timeoutMs, 10) : timeoutMs);
    flushQueues();
    reportMetadataProblem();
  }

  /**
   * Connections that broke during a poll are begun anew in the next: only in between can it be
   * seen.
   */
  private void pollClient(long timeoutMs) {
    client.poll(timeoutMs, time.milliseconds());
    connections.countLosses(client::connectionFailed);
  }

  private boolean flushQueues() {
    if (queuedRequests == 0) {
      return false;
    }
    // Answers may enqueue again, also for nodes not seen before.
    for (int id : List.copyOf(queues.keySet())) {
      flush(queues.get(id), queueNodes.get(id));
    }
    return queuedRequests > 0;
  }

  private void flush(ArrayDeque<Queued> queue, Node node) {
    while (!queue.isEmpty()
        && client.inFlightRequestCount(node.idString()) < QUEUED_IN_FLIGHT
        && client.ready(node, time.milliseconds())) {
      Queued next = queue.poll();
      queuedRequests--;
      send(node, next.request(), next.answer());
      pollClient(0);
    }
    if (!queue.isEmpty() && client.connectionFailed(node)) {
      AuthenticationException refused = client.authenticationException(node);
      if (refused != null) {
        report(refused);
      }
      List<Queued> failed = List.copyOf(queue);
      queue.clear();
      queuedRequests -= failed.size();
      failed.forEach(queued -> fail(queued.answer(), disconnected(node.id())));
      metadata.requestUpdate(false);
    }
  }

  /** Kafka's client only logs what a callback throws, and nobody would ever hear of the answer. */
  private void complete(ClientResponse response, Answer answer) {
    Guard.run(() -> deliver(response, answer), failure -> fail(answer, failure));
  }

  private static void fail(Answer answer, Failure failure) {
    Guard.run(() -> answer.failed(failure));
  }

  private void deliver(ClientResponse response, Answer answer) {
    if (response.versionMismatch() != null) {
      answer.failed(
          versions
              .refusal()
              .orElseGet(
                  () ->
                      new Failure.StopPartition(
                          Reason.UNSUPPORTED_VERSION,
                          "cluster " + alias + ": " + response.versionMismatch().getMessage())));
    } else if (!response.hasResponse()) {
      metadata.requestUpdate(false);
      answer.failed(disconnected(Integer.parseInt(response.destination())));
    } else {
      answer.response(response.responseBody(), response.requestHeader().apiVersion());
    }
  }

  private Failure disconnected(int node) {
    return new Failure.Retry(
        Reason.DISCONNECTED,
        "cluster " + alias + ": no answer from broker " + brokerOf(node) + problemSuffix());
  }

  /** The cluster doesn't know a partition, or hasn't answered since it is asked for it. */
  Failure unknown(TopicPartition partition, long sinceMs) {
    return metadata.isUnansweredSince(sinceMs)
        ? silent()
        : new Failure.Retry(
            Reason.UNKNOWN_TOPIC_OR_PARTITION,
            "cluster " + alias + " doesn't know " + partition + " (yet)" + problemSuffix());
  }

  /** No leader of a partition is known, maybe because the cluster doesn't answer. */
  public Failure noLeader(TopicPartition partition) {
    return metadata.fetch().isBootstrapConfigured()
        ? silent()
        : new Failure.Retry(
            Reason.LEADER_NOT_AVAILABLE, partition + " has no leader that is known");
  }

  private Failure silent() {
    return new Failure.Retry(
        Reason.DISCONNECTED, "cluster " + alias + " does not answer" + problemSuffix());
  }

  /**
   * What last kept this client from its cluster, such as wrong credentials, in brackets; empty when
   * nothing did.
   */
  String problemSuffix() {
    return lastProblem.isEmpty() ? "" : " (" + lastProblem + ")";
  }

  private void reportMetadataProblem() {
    try {
      metadata.maybeThrowAnyException();
      if (!lastProblem.isEmpty() && metadata.answeredMs() > lastProblemMs) {
        lastProblem = "";
      }
    } catch (KafkaException problem) {
      report(problem);
    }
  }

  private void report(KafkaException problem) {
    String text = problem.getClass().getSimpleName() + ": " + problem.getMessage();
    lastProblemMs = time.milliseconds();
    if (!text.equals(lastProblem)) {
      lastProblem = text;
      LOGGER.warn("cluster={} reason={}", alias, text);
    }
  }

  public void wakeup() {
    client.wakeup();
  }

  /** Runs {@code each} for every node that metadata knows. */
  void forEachNode(Consumer<Node> each) {
    metadata.fetch().nodes().forEach(each);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      onClosed.run();
      metadata.close();
    }
  }
}
