package io.chappe.replicator.wire.cluster;

import io.chappe.failure.FailedException;
import io.chappe.failure.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;

/**
 * Asks brokers of a cluster one by one which topics they know. An admin client asks any one of
 * them, and says not which. For one thread, which waits.
 */
public final class BrokerViews implements AutoCloseable {
  /** So many are asked of a large cluster. */
  private static final int MOST = 5;

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final long POLL_MS = 100;

  private final ClusterClient client;

  /**
   * @param alias alias of the cluster
   * @param clientId what brokers see in their logs and quotas
   * @param config consumer properties: connection and security, no deserializers
   * @throws KafkaException if no bootstrap server can be resolved, or a key store not be read
   */
  public BrokerViews(String alias, String clientId, Map<String, String> config) {
    this.client =
        NetworkClients.open(
            alias,
            BrokerVersions.Side.SOURCE,
            new ConsumerConfig(WireConfig.consumer(config)),
            clientId,
            MOST,
            MemoryPool.NONE);
  }

  /**
   * The topics that all brokers asked say they don't know; a topic about which one says anything
   * else isn't among them.
   *
   * @param last id of the broker to be asked last
   * @param tick called while waiting
   * @throws KafkaException if a broker doesn't answer
   */
  public Set<String> unknownToAll(Collection<String> topics, int last, Runnable tick) {
    Set<String> unknown = new HashSet<>(topics);
    for (Node node : witnesses(last, tick)) {
      if (!unknown.isEmpty()) {
        unknown.retainAll(unknownTo(node, unknown, tick));
      }
    }
    return unknown;
  }

  private List<Node> witnesses(int last, Runnable tick) {
    long deadline = deadline();
    List<Node> nodes = new ArrayList<>();
    while (nodes.isEmpty()) {
      client.forEachNode(
          node -> {
            if (node.id() >= 0) {
              nodes.add(node);
            }
          });
      if (nodes.isEmpty()) {
        turn(deadline, tick, "brokers");
      }
    }
    Collections.shuffle(nodes);
    List<Node> asked = new ArrayList<>(nodes.stream().filter(each -> each.id() != last).toList());
    while (asked.size() >= MOST) {
      asked.removeLast();
    }
    nodes.stream().filter(each -> each.id() == last).forEach(asked::add);
    return asked;
  }

  private Set<String> unknownTo(Node node, Set<String> topics, Runnable tick) {
    Told told = new Told();
    client.enqueue(node, MetadataRequest.Builder.forTopicNames(List.copyOf(topics), false), told);
    long deadline = deadline();
    while (told.unknown == null) {
      turn(deadline, tick, "broker " + node.id());
      if (told.failure != null) {
        throw new FailedException(told.failure);
      }
    }
    return told.unknown;
  }

  private static long deadline() {
    return System.nanoTime() + LIMIT.toNanos();
  }

  private void turn(long deadline, Runnable tick, String whom) {
    client.poll(POLL_MS);
    tick.run();
    if (System.nanoTime() - deadline > 0) {
      throw new TimeoutException("no answer from " + whom + client.problemSuffix());
    }
  }

  private static final class Told implements ClusterClient.Answer {
    private Set<String> unknown;
    private Failure failure;

    @Override
    public void response(AbstractResponse response, short version) {
      Set<String> found = new HashSet<>();
      ((MetadataResponse) response)
          .errors()
          .forEach(
              (topic, error) -> {
                if (error == Errors.UNKNOWN_TOPIC_OR_PARTITION) {
                  found.add(topic);
                }
              });
      unknown = found;
    }

    @Override
    public void failed(Failure reason) {
      failure = reason;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
