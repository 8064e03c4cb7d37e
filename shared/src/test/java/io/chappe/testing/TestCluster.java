package io.chappe.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * A real Kafka cluster for tests and demonstrations: KRaft brokers from the class path, in child
 * processes or in this JVM, on free ports of the loopback address. Broker ids are 1 to the number
 * of brokers. Everything it started and stored is gone after {@link #close()}, and if this JVM dies
 * its processes end too.
 *
 * <pre>{@code
 * try (TestCluster cluster = TestCluster.builder("eu").brokers(3).start()) {
 *   cluster.createTopic("orders", 6);
 *   cluster.killBroker(2);
 *   cluster.startBroker(2);
 * }
 * }</pre>
 */
public final class TestCluster implements AutoCloseable {
  private final String name;
  private final ServerSettings settings;
  private final SortedMap<Integer, ServerNode> nodes;
  private final ClusterFolder folder;
  private Admin admin;

  TestCluster(
      String name,
      ServerSettings settings,
      SortedMap<Integer, ServerNode> nodes,
      ClusterFolder folder) {
    this.name = name;
    this.settings = settings;
    this.nodes = nodes;
    this.folder = folder;
  }

  /** Begins the description of a cluster; the name is for people, and for the folder's name. */
  public static TestClusterBuilder builder(String name) {
    return new TestClusterBuilder(name);
  }

  /** The name given to {@link #builder(String)}. */
  public String name() {
    return name;
  }

  /** Addresses of all brokers, running or not. */
  public String bootstrapServers() {
    return IntStream.rangeClosed(1, settings.brokers())
        .mapToObj(settings::address)
        .collect(Collectors.joining(","));
  }

  /** Address of the only broker's listener of that name. */
  public String bootstrapServers(String listener) {
    return settings.address(listener);
  }

  /** What a client needs to connect; a new map, to be added to. */
  public Map<String, Object> clientProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    return properties;
  }

  /** An admin client that lives as long as the cluster. */
  public synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(clientProperties());
    }
    return admin;
  }

  /** Creates a topic with the brokers' default replication and settings. */
  public void createTopic(String topic, int partitions) {
    createTopic(topic, partitions, Map.of());
  }

  /** Creates a topic with the brokers' default replication, and waits until it can be used. */
  public void createTopic(String topic, int partitions, Map<String, String> configuration) {
    NewTopic newTopic = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    try {
      CreateTopicsResult created = admin().createTopics(List.of(newTopic.configs(configuration)));
      new Readiness(settings, nodes).awaitTopic(topic, created.topicId(topic).get(), partitions);
      // Brokers name a leader before it serves. A producer that comes in between can't always
      // bring its batches into order again.
      admin().listOffsets(latest(topic, partitions)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("creating " + topic + " on " + name + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Map<TopicPartition, OffsetSpec> latest(String topic, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest()));
  }

  /** The folder in which a broker keeps its partitions' logs. */
  public Path logDirectory(int broker) {
    return folder.logDirectory(broker);
  }

  /** The file with a broker's own log; it does not exist for brokers in this JVM. */
  public Path logFile(int broker) {
    return folder.logFile(broker);
  }

  /** Shuts a broker down gracefully: its partitions move first. */
  public void stopBroker(int broker) {
    node(broker).stop();
  }

  /** Kills a broker with SIGKILL. Its partitions are without a leader for about five seconds. */
  public void killBroker(int broker) {
    node(broker).kill();
  }

  /** Freezes a broker with SIGSTOP. */
  public void pauseBroker(int broker) {
    node(broker).pause();
  }

  /** Lets a frozen broker run again. */
  public void resumeBroker(int broker) {
    node(broker).resume();
  }

  /** Starts a stopped or killed broker with the same data and port, and waits until it serves. */
  public void startBroker(int broker) {
    node(broker).start();
    new Readiness(settings, nodes).awaitBroker(broker);
  }

  /** Ends all brokers and deletes their data, unless the folder is the caller's. */
  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
    for (ServerNode node : nodes.values()) {
      if (node instanceof ChildServerNode child && child.isRunning()) {
        child.kill();
      } else if (node.isRunning()) {
        node.stop();
      }
    }
    folder.close();
  }

  private ServerNode node(int broker) {
    if (!settings.isBroker(broker) || broker < 1) {
      throw new IllegalArgumentException("no broker " + broker + " in " + name);
    }
    return nodes.get(broker);
  }
}
