package io.chappe.replicator.wire.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.Node;

/** Counts how often the connection to each broker was lost. */
final class ConnectionLosses {
  private static final class Connection {
    private final Node node;
    private boolean lost;
    private long losses;

    private Connection(Node node) {
      this.node = node;
    }
  }

  private final Map<Integer, Connection> connections = new HashMap<>();

  /** Begins to count for {@code node}. */
  void watch(Node node) {
    connections.computeIfAbsent(node.id(), id -> new Connection(node));
  }

  /** Looks at all watched nodes; to be called whenever a connection may have been lost. */
  void countLosses(Predicate<Node> isLost) {
    for (Connection connection : connections.values()) {
      boolean lost = isLost.test(connection.node);
      if (lost && !connection.lost) {
        connection.losses++;
      }
      connection.lost = lost;
    }
  }

  /** How often the connection to {@code node} was lost since it is watched. */
  long lossesOf(Node node) {
    watch(node);
    return connections.get(node.id()).losses;
  }
}
