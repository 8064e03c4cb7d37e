package io.chappe.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** Describes a {@link TestCluster}, then starts it. */
public final class TestClusterBuilder {
  private static final int MOST_BROKERS = 3;
  private static final int START_ATTEMPTS = 3;

  /** Held here because the log manager itself may forget a logger that nobody refers to. */
  private static final List<Logger> KAFKA_LOGGERS =
      Stream.of("kafka", "org.apache.kafka", "state.change.logger").map(Logger::getLogger).toList();

  private final String name;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private int brokers = 1;
  private boolean separateController;
  private boolean inProcess;
  private boolean closedByOwner;
  private Path folder;
  private final List<ServerSettings.Listener> listeners = new ArrayList<>();
  private String classPath = System.getProperty("java.class.path");
  private List<String> jvmArguments =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  TestClusterBuilder(String name) {
    this.name = name;
  }

  /**
   * How many brokers, 1 to 3; 1 if not called. Each is in a rack of its own, {@code rack-1} and so
   * on. One of three may be killed: the others are a quorum and keep all default-replicated
   * partitions available.
   */
  public TestClusterBuilder brokers(int count) {
    if (count < 1 || count > MOST_BROKERS) {
      throw new IllegalArgumentException("1 to " + MOST_BROKERS + " brokers, not " + count);
    }
    brokers = count;
    return this;
  }

  /** Puts the controller in a node of its own, so that every broker may be killed. */
  public TestClusterBuilder separateController() {
    separateController = true;
    return this;
  }

  /** A server property for all nodes, in place of the fixture's own. */
  public TestClusterBuilder property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /**
   * Gives the only broker a second listener, whose clients are told to connect to another port:
   * that of a {@link DelayingProxy} before it.
   */
  public TestClusterBuilder farListener(int port, int advertisedPort) {
    listeners.add(new ServerSettings.Listener("FAR", "PLAINTEXT", port, advertisedPort));
    return this;
  }

  /**
   * Gives the only broker a further listener; the one without a name stays as it is.
   *
   * @param listener its name, in capitals
   * @param protocol as in {@code security.protocol}
   */
  public TestClusterBuilder listener(String listener, String protocol) {
    int port = FreePorts.find(1).getFirst();
    listeners.add(new ServerSettings.Listener(listener, protocol, port, port));
    return this;
  }

  /** Runs the only broker in this JVM: it starts sooner, but can't be killed or paused. */
  public TestClusterBuilder inProcess() {
    inProcess = true;
    return this;
  }

  /**
   * Leaves the end of the child processes to {@link TestCluster#close()}, which the owner calls in
   * a shutdown hook of its own; else they are killed as soon as this JVM begins to shut down.
   */
  public TestClusterBuilder closedByOwner() {
    closedByOwner = true;
    return this;
  }

  /** A folder for data and logs that is the caller's: it stays when the cluster is closed. */
  public TestClusterBuilder folder(Path path) {
    folder = path;
    return this;
  }

  /** Class path of the child processes: Kafka's broker and this package; else this JVM's. */
  public TestClusterBuilder classPath(String path) {
    classPath = path;
    return this;
  }

  /**
   * JVM arguments of the child processes, in place of those for a small and quickly started JVM.
   */
  public TestClusterBuilder jvmArguments(List<String> arguments) {
    jvmArguments = List.copyOf(arguments);
    return this;
  }

  /**
   * Starts all nodes at once and waits until every broker is registered and serves. From then on
   * Kafka's classes in this JVM log from warnings up only, if they log by java.util.logging.
   */
  public TestCluster start() {
    if (inProcess && (brokers > 1 || separateController)) {
      throw new IllegalStateException("only a cluster of one node can be in this JVM");
    }
    KAFKA_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    String clusterId = Uuid.randomUuid().toString();
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnFreePorts(clusterId);
      } catch (RuntimeException e) {
        // A port that was free when it was chosen can be another's when the broker binds it.
        if (attempt == START_ATTEMPTS || !isPortTaken(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean isPortTaken(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .anyMatch(message -> message != null && message.contains("Address already in use"));
  }

  private TestCluster startOnFreePorts(String clusterId) {
    ServerSettings settings = settings();
    ClusterFolder place =
        folder == null ? ClusterFolder.temporary(name) : ClusterFolder.lasting(folder);
    SortedMap<Integer, ServerNode> nodes = nodes(settings, place, clusterId);
    TestCluster cluster = new TestCluster(name, settings, nodes, place);
    try {
      List<CompletableFuture<Void>> starts =
          nodes.values().stream().map(node -> CompletableFuture.runAsync(node::start)).toList();
      starts.forEach(CompletableFuture::join);
      new Readiness(settings, nodes).awaitAllBrokers();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private ServerSettings settings() {
    List<Integer> brokerIds = IntStream.rangeClosed(1, brokers).boxed().toList();
    List<Integer> controllers = separateController ? List.of(MOST_BROKERS + 1) : brokerIds;
    List<Integer> ports = FreePorts.find(brokers + controllers.size());
    return new ServerSettings(
        brokers,
        ports.subList(0, brokers),
        ports.subList(brokers, ports.size()),
        controllers,
        properties,
        List.copyOf(listeners));
  }

  private SortedMap<Integer, ServerNode> nodes(
      ServerSettings settings, ClusterFolder place, String clusterId) {
    SortedMap<Integer, ServerNode> nodes = new TreeMap<>();
    for (int id = 1; id <= brokers; id++) {
      nodes.put(id, node(id, settings, place, clusterId));
    }
    for (int id : settings.controllers()) {
      nodes.computeIfAbsent(id, controller -> node(controller, settings, place, clusterId));
    }
    return nodes;
  }

  private ServerNode node(int id, ServerSettings settings, ClusterFolder place, String clusterId) {
    Map<String, String> server = settings.forNode(id, place.logDirectory(id));
    Path file = place.writeProperties(id, server);
    return inProcess
        ? new InProcessServerNode(server, file, clusterId)
        : new ChildServerNode(
            classPath, jvmArguments, file, clusterId, place.logFile(id), !closedByOwner);
  }
}
