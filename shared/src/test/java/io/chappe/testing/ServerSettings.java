package io.chappe.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the server properties of each node of one cluster: small, quick to start, and with internal
 * topics replicated as far as there are brokers.
 *
 * @param brokers number of brokers; their ids are 1 to this
 * @param brokerPorts a port for each broker
 * @param controllerPorts a port for each controller, in the order of {@code controllers}
 * @param controllers node ids of the controllers: brokers, or the one separate controller
 * @param overrides what the test wants otherwise
 * @param listeners further listeners of the only broker
 */
record ServerSettings(
    int brokers,
    List<Integer> brokerPorts,
    List<Integer> controllerPorts,
    List<Integer> controllers,
    Map<String, String> overrides,
    List<Listener> listeners) {
  static final String HOST = "127.0.0.1";

  String address(int broker) {
    return HOST + ":" + port(broker);
  }

  int port(int broker) {
    return brokerPorts.get(broker - 1);
  }

  boolean isBroker(int node) {
    return node <= brokers;
  }

  /** The properties of a node that keeps its data in {@code logDirectory}. */
  Map<String, String> forNode(int node, Path logDirectory) {
    Map<String, String> settings = new LinkedHashMap<>();
    addRoles(settings, node);
    settings.put("node.id", Integer.toString(node));
    settings.put("log.dirs", logDirectory.toString());
    settings.put("controller.quorum.voters", voters());
    settings.put("controller.listener.names", "CONTROLLER");
    addReplication(settings);
    addSize(settings);
    addTimes(settings);
    settings.put("auto.create.topics.enable", "false");
    addListeners(settings);
    settings.putAll(overrides);
    return new TreeMap<>(settings);
  }

  private void addRoles(Map<String, String> settings, int node) {
    String brokerListener = isBroker(node) ? "PLAINTEXT://" + address(node) : "";
    int controller = controllers.indexOf(node);
    if (controller < 0) {
      settings.put("process.roles", "broker");
      settings.put("listeners", brokerListener);
    } else if (isBroker(node)) {
      settings.put("process.roles", "broker,controller");
      settings.put("listeners", brokerListener + "," + controllerListener(controller));
    } else {
      settings.put("process.roles", "controller");
      settings.put("listeners", controllerListener(controller));
    }
    if (isBroker(node)) {
      settings.put("broker.rack", "rack-" + node);
      settings.put("advertised.listeners", brokerListener);
    }
  }

  /**
   * A further listener.
   *
   * @param name for the properties that begin with {@code listener.name.}
   * @param protocol as in {@code security.protocol}
   * @param port where the broker listens
   * @param advertisedPort where clients are to connect
   */
  record Listener(String name, String protocol, int port, int advertisedPort) {}

  private void addListeners(Map<String, String> settings) {
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    for (Listener each : listeners) {
      String begin = "," + each.name() + "://" + HOST + ":";
      settings.merge("listeners", begin + each.port(), String::concat);
      settings.merge("advertised.listeners", begin + each.advertisedPort(), String::concat);
      protocols.append(',').append(each.name()).append(':').append(each.protocol());
    }
    if (!listeners.isEmpty()) {
      settings.put("listener.security.protocol.map", protocols.toString());
      settings.put("inter.broker.listener.name", "PLAINTEXT");
    }
  }

  /** Where clients connect to a further listener. */
  String address(String listener) {
    return listeners.stream()
        .filter(each -> each.name().equals(listener))
        .findFirst()
        .map(each -> HOST + ":" + each.advertisedPort())
        .orElseThrow();
  }

  private String controllerListener(int controller) {
    return "CONTROLLER://" + HOST + ":" + controllerPorts.get(controller);
  }

  private String voters() {
    StringBuilder voters = new StringBuilder();
    for (int i = 0; i < controllers.size(); i++) {
      voters
          .append(i == 0 ? "" : ",")
          .append(controllers.get(i))
          .append('@')
          .append(HOST)
          .append(':')
          .append(controllerPorts.get(i));
    }
    return voters.toString();
  }

  private void addReplication(Map<String, String> settings) {
    String factor = Integer.toString(brokers);
    // One broker may be away at a time.
    String minimum = Integer.toString(Math.max(1, brokers - 1));
    settings.put("default.replication.factor", factor);
    settings.put("min.insync.replicas", minimum);
    settings.put("offsets.topic.replication.factor", factor);
    settings.put("transaction.state.log.replication.factor", factor);
    settings.put("transaction.state.log.min.isr", minimum);
    settings.put("share.coordinator.state.topic.replication.factor", factor);
    settings.put("share.coordinator.state.topic.min.isr", minimum);
  }

  private static void addSize(Map<String, String> settings) {
    settings.put("num.partitions", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
  }

  private static void addTimes(Map<String, String> settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    // How long the partitions of a killed broker are without a leader.
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", "5000");
  }
}
