package io.chappe.replicator.wire;

import io.chappe.replicator.copy.Failure;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster's brokers as seen from one thread: connections, metadata, requests in flight.
 *
 * <p>Confined to that thread, but for {@link #wakeup()}.
 */
final class ClusterClient implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterClient.class);

  /**
   * Enough for 2,500 answers a second from a broker 100 ms away. The network client looks at each
   * request in flight whenever it does anything, so thousands would make a takeover of thousands of
   * partitions quadratic.
   */
  private static final int QUEUED_IN_FLIGHT = 256;

  /** Takes the answer to a request, or what kept it from coming. */
  interface Answer {
    void response(AbstractResponse response, short version);

    void failed(Failure failure);
  }

  private record Queued(AbstractRequest.Builder<?> request, Answer answer) {}

  private final String alias;
  private final Metrics metrics = new Metrics();
  private final Time time = Time.SYSTEM;
  private final TopicMetadata metadata;
  private final NetworkClient client;
  private final int requestTimeoutMs;
  private final BrokerVersions versions;
  private final Map<Integer, ArrayDeque<Queued>> queues = new HashMap<>();
  private final Map<Integer, Node> queueNodes = new HashMap<>();
  private final ConnectionLosses connections = new ConnectionLosses();
  private int queuedRequests;
  private String lastProblem = "";
  private long lastProblemMs;

  /**
   * @param alias alias of the cluster, for logs
   * @param side what the cluster is used for
   * @param config a consumer's or producer's configuration, by the public definitions
   * @param clientId what brokers see in their logs and quotas
   * @param inFlight requests in flight on one connection
   * @param pool where responses are received into
   */
  ClusterClient(
      String alias,
      BrokerVersions.Side side,
      AbstractConfig config,
      String clientId,
      int inFlight,
      MemoryPool pool) {
    this.alias = alias;
    this.versions = new BrokerVersions(alias, side);
    LogContext logContext = new LogContext("[" + clientId + " " + alias + "] ");
    this.requestTimeoutMs = config.getInt(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG);
    this.metadata =
        new TopicMetadata(
            config.getLong(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG),
            config.getLong(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG),
            config.getLong(CommonClientConfigs.METADATA_MAX_AGE_CONFIG),
            logContext);
    metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));
    this.client = networkClient(config, clientId, inFlight, pool, logContext);
  }

  private NetworkClient networkClient(
      AbstractConfig config,
      String clientId,
      int inFlight,
      MemoryPool pool,
      LogContext logContext) {
    ChannelBuilder channels = ClientUtils.createChannelBuilder(config, time, logContext);
    Selector selector =
        new Selector(
            NetworkReceive.UNLIMITED,
            config.getLong(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG),
            metrics,
            time,
            "chappe",
            Collections.emptyMap(),
            false,
            false,
            channels,
            pool,
            logContext);
    return new NetworkClient(
        selector,
        metadata,
        clientId,
        inFlight,
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG),
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG),
        config.getInt(CommonClientConfigs.SEND_BUFFER_CONFIG),
        config.getInt(CommonClientConfigs.RECEIVE_BUFFER_CONFIG),
        requestTimeoutMs,
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG),
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG),
        time,
        true,
        versions,
        logContext,
        config.getLong(CommonClientConfigs.METADATA_RECOVERY_REBOOTSTRAP_TRIGGER_MS_CONFIG),
        MetadataRecoveryStrategy.forName(
            config.getString(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG)));
  }

  TopicMetadata metadata() {
    return metadata;
  }

  int requestTimeoutMs() {
    return requestTimeoutMs;
  }

  Optional<Node> leader(TopicPartition partition) {
    return metadata.currentLeader(partition).leader;
  }

  Metadata.LeaderAndEpoch leaderAndEpoch(TopicPartition partition) {
    return metadata.currentLeader(partition);
  }

  Optional<Uuid> topicId(String topic) {
    Uuid id = metadata.topicIds().get(topic);
    return id == null || id.equals(Uuid.ZERO_UUID) ? Optional.empty() : Optional.of(id);
  }

  /**
   * The id of a topic that metadata knows: {@link Uuid#ZERO_UUID} where the cluster gives topics
   * none, which is said once. Empty while the topic isn't known.
   */
  Optional<Uuid> identity(String topic) {
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
  boolean tellsDivergence(Node node) {
    return versions.tellsDivergence(node.idString());
  }

  /** Number of partitions, or 0 for a topic that is not known (yet). */
  int partitionCount(String topic) {
    Integer count = metadata.fetch().partitionCountForTopic(topic);
    return count == null ? 0 : count;
  }

  void refreshMetadata() {
    metadata.requestUpdate(true);
  }

  Optional<Node> anyNode() {
    return Optional.ofNullable(client.leastLoadedNode(time.milliseconds()).node());
  }

  /**
   * Whether a request can be sent to {@code node} at once; opens the connection if there is none.
   */
  boolean ready(Node node) {
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
  record Leadership(Optional<Uuid> topic, int node, Optional<Integer> epoch, long connection) {}

  /** Empty while there is no leader. */
  Optional<Leadership> leadership(TopicPartition partition) {
    Metadata.LeaderAndEpoch leader = metadata.currentLeader(partition);
    return leader.leader.map(
        node ->
            new Leadership(
                topicId(partition.topic()), node.id(), leader.epoch, connections.lossesOf(node)));
  }

  /** Whether the last attempt to connect to {@code node} failed. */
  boolean connectionFailed(Node node) {
    return client.connectionFailed(node);
  }

  /** Sends at once: {@link #ready} has just said that it can be. */
  void send(Node node, AbstractRequest.Builder<?> request, Answer answer) {
    long now = time.milliseconds();
    ClientRequest clientRequest =
        client.newClientRequest(
            node.idString(),
            request,
            now,
            true,
            requestTimeoutMs,
            response -> complete(response, answer));
    client.send(clientRequest, now);
  }

  /**
   * Sends as soon as the node can take it; fails if the connection does. What is sent like this has
   * a connection of its own: a broker works on one request of a connection at a time, so it would
   * have to wait for all the data that is on its way, or for the end of a fetch that waits.
   */
  void enqueue(Node node, AbstractRequest.Builder<?> request, Answer answer) {
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
  Optional<Node> node(int id) {
    return Optional.ofNullable(metadata.fetch().nodeById(id));
  }

  /**
   * Sends what can be sent, waits up to {@code timeoutMs} for something to happen, and completes
   * requests.
   */
  void poll(long timeoutMs) {
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
      failed.forEach(queued -> queued.answer().failed(disconnected(node.id())));
      metadata.requestUpdate(false);
    }
  }

  private void complete(ClientResponse response, Answer answer) {
    if (response.versionMismatch() != null) {
      answer.failed(
          versions
              .refusal()
              .orElseGet(
                  () ->
                      new Failure.StopPartition(
                          "UNSUPPORTED_VERSION",
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
        "DISCONNECTED",
        "cluster " + alias + ": no answer from broker " + brokerOf(node) + problemSuffix());
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
      if (!lastProblem.isEmpty() && metadata.lastSuccessfulUpdate() > lastProblemMs) {
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

  void wakeup() {
    client.wakeup();
  }

  /** Runs {@code each} for every node that metadata knows. */
  void forEachNode(Consumer<Node> each) {
    metadata.fetch().nodes().forEach(each);
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
    metadata.close();
  }
}
