package io.chappe.replicator.wire.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.LeastLoadedNode;
import org.apache.kafka.clients.RequestCompletionHandler;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;

/**
 * The brokers of one cluster, without sockets: requests are answered while the client polls, and
 * time passes then. Like Kafka's own client it swallows what callbacks throw.
 */
public final class InMemoryBrokers implements KafkaClient {
  private static final short METADATA_VERSION = 12;

  /** Answers requests. */
  public interface Broker {
    /** Empty as long as there is no answer. */
    Optional<AbstractResponse> answer(int broker, AbstractRequest request, long sinceMs);
  }

  public final TickableTime time;
  public final TopicMetadata metadata;

  /** Brokers that take requests but don't write them to their sockets. */
  public final Set<String> clogged = new HashSet<>();

  /** Brokers to which sending throws, as Kafka's client does in a state it doesn't expect. */
  final Set<String> broken = new HashSet<>();

  /** Brokers that no connection can be made to. */
  final Set<Integer> unreachable = new HashSet<>();

  private final Broker broker;
  private final Runnable onTick;

  private record Sent(ClientRequest request, AbstractRequest body) {}

  private final List<Sent> inFlight = new ArrayList<>();
  private int correlation;

  /**
   * @param onTick called whenever time has passed
   */
  public InMemoryBrokers(Broker broker, Runnable onTick) {
    this(new TickableTime(), broker, onTick);
  }

  /** Brokers that share their time with others. */
  public InMemoryBrokers(TickableTime time, Broker broker, Runnable onTick) {
    this.time = time;
    this.metadata = new TopicMetadata(100, 1_000, 300_000, time::milliseconds, new LogContext());
    this.broker = broker;
    this.onTick = onTick;
  }

  public ClusterClient client() {
    BrokerVersions versions = new BrokerVersions("eu", BrokerVersions.Side.TARGET);
    return new ClusterClient("eu", versions, this, metadata, 30_000, time, () -> {});
  }

  /**
   * Lets metadata know topics; those that nobody asked for are left out.
   *
   * @param leaders of the partitions of each topic
   */
  public void tellMetadata(int brokers, Map<String, List<Integer>> leaders) {
    MetadataResponseData data = new MetadataResponseData().setClusterId("test");
    for (int id = 0; id < brokers; id++) {
      data.brokers()
          .add(
              new MetadataResponseData.MetadataResponseBroker()
                  .setNodeId(id)
                  .setHost("localhost")
                  .setPort(1 + id));
    }
    leaders.forEach((name, ofTopic) -> data.topics().add(topic(name, ofTopic)));
    metadata.updateWithCurrentRequestVersion(
        new MetadataResponse(data, METADATA_VERSION), false, time.milliseconds());
  }

  public static Uuid topicId(String topic) {
    return new Uuid(1, topic.hashCode());
  }

  private static MetadataResponseData.MetadataResponseTopic topic(
      String name, List<Integer> leaders) {
    MetadataResponseData.MetadataResponseTopic topic =
        new MetadataResponseData.MetadataResponseTopic().setName(name).setTopicId(topicId(name));
    for (int partition = 0; partition < leaders.size(); partition++) {
      List<Integer> replicas = List.of(leaders.get(partition));
      topic
          .partitions()
          .add(
              new MetadataResponseData.MetadataResponsePartition()
                  .setErrorCode(Errors.NONE.code())
                  .setPartitionIndex(partition)
                  .setLeaderId(leaders.get(partition))
                  .setLeaderEpoch(1)
                  .setReplicaNodes(replicas)
                  .setIsrNodes(replicas));
    }
    return topic;
  }

  @Override
  public List<ClientResponse> poll(long timeoutMs, long nowMs) {
    boolean answered = false;
    for (Sent sent : List.copyOf(inFlight)) {
      ClientRequest request = sent.request();
      Optional<AbstractResponse> response =
          broker.answer(
              Integer.parseInt(request.destination()), sent.body(), request.createdTimeMs());
      if (response.isPresent()) {
        inFlight.remove(sent);
        complete(sent, response.get());
        answered = true;
      }
    }
    if (!answered && timeoutMs > 0) {
      time.advance(Math.min(timeoutMs, 2));
      onTick.run();
    }
    return List.of();
  }

  private void complete(Sent sent, AbstractResponse response) {
    ClientRequest request = sent.request();
    try {
      new ClientResponse(
              request.makeHeader(sent.body().version()),
              request.callback(),
              request.destination(),
              request.createdTimeMs(),
              time.milliseconds(),
              response == null,
              null,
              null,
              response)
          .onComplete();
    } catch (RuntimeException swallowed) {
      // As the real one does, after it has logged it.
    }
  }

  /** Ends the connection to a broker, with all that waits for an answer. */
  @Override
  public void disconnect(String node) {
    for (Sent sent : List.copyOf(inFlight)) {
      if (sent.request().destination().equals(node)) {
        inFlight.remove(sent);
        complete(sent, null);
      }
    }
  }

  @Override
  public void send(ClientRequest request, long nowMs) {
    if (broken.contains(request.destination())) {
      throw new IllegalStateException("can't be sent");
    }
    AbstractRequest.Builder<?> builder = request.requestBuilder();
    inFlight.add(new Sent(request, builder.build(builder.latestAllowedVersion())));
  }

  @Override
  public boolean isReady(Node node, long nowMs) {
    return !unreachable.contains(node.id()) && !clogged.contains(node.idString());
  }

  @Override
  public boolean ready(Node node, long nowMs) {
    return isReady(node, nowMs);
  }

  @Override
  public boolean connectionFailed(Node node) {
    return unreachable.contains(node.id());
  }

  @Override
  public long connectionDelay(Node node, long nowMs) {
    return 0;
  }

  @Override
  public long pollDelayMs(Node node, long nowMs) {
    return 0;
  }

  @Override
  public AuthenticationException authenticationException(Node node) {
    return null;
  }

  @Override
  public void close(String node) {
    disconnect(node);
  }

  @Override
  public LeastLoadedNode leastLoadedNode(long nowMs) {
    List<Node> nodes = metadata.fetch().nodes();
    return new LeastLoadedNode(nodes.isEmpty() ? null : nodes.getFirst(), true);
  }

  @Override
  public int inFlightRequestCount() {
    return inFlight.size();
  }

  @Override
  public boolean hasInFlightRequests() {
    return !inFlight.isEmpty();
  }

  @Override
  public int inFlightRequestCount(String node) {
    return (int)
        inFlight.stream().filter(each -> each.request().destination().equals(node)).count();
  }

  @Override
  public boolean hasInFlightRequests(String node) {
    return inFlightRequestCount(node) > 0;
  }

  @Override
  public boolean hasReadyNodes(long nowMs) {
    return true;
  }

  @Override
  public void wakeup() {}

  @Override
  public ClientRequest newClientRequest(
      String node, AbstractRequest.Builder<?> builder, long nowMs, boolean expectResponse) {
    return newClientRequest(node, builder, nowMs, expectResponse, 30_000, null);
  }

  @Override
  public ClientRequest newClientRequest(
      String node,
      AbstractRequest.Builder<?> builder,
      long nowMs,
      boolean expectResponse,
      int timeoutMs,
      RequestCompletionHandler callback) {
    return new ClientRequest(
        node, builder, correlation++, "test", nowMs, expectResponse, timeoutMs, callback);
  }

  @Override
  public void initiateClose() {}

  @Override
  public boolean active() {
    return true;
  }

  @Override
  public void close() {}
}
