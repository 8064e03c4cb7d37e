package io.chappe.testing;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;

/**
 * Waits for the brokers of a cluster, with what a client sees as the measure. Each broker is asked
 * directly: its own answer can't be about its life before a restart, as another broker's may be.
 */
final class Readiness {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final long POLL_MS = 50;

  private final ServerSettings settings;
  private final Map<Integer, ServerNode> nodes;

  Readiness(ServerSettings settings, Map<Integer, ServerNode> nodes) {
    this.settings = settings;
    this.nodes = nodes;
  }

  /** Until every broker knows that all are registered and unfenced. */
  void awaitAllBrokers() {
    for (int broker = 1; broker <= settings.brokers(); broker++) {
      await(broker, "to see all brokers", this::seesAllBrokers, nodes.keySet());
    }
  }

  /** Until the broker knows that it is registered and unfenced. */
  void awaitBroker(int broker) {
    await(broker, "to be unfenced", admin -> brokersSeenBy(admin).contains(broker), Set.of(broker));
  }

  /**
   * Until every running broker knows a leader of every partition. Until then it may know a deleted
   * topic of the same name, and take records for it.
   */
  void awaitTopic(String topic, Uuid id, int partitions) {
    for (int broker = 1; broker <= settings.brokers(); broker++) {
      if (nodes.get(broker).isRunning()) {
        await(
            broker,
            "to know " + topic,
            admin -> hasLeaders(admin, topic, id, partitions),
            Set.of(broker));
      }
    }
  }

  private boolean seesAllBrokers(Admin admin) {
    return brokersSeenBy(admin).size() == settings.brokers();
  }

  private static List<Integer> brokersSeenBy(Admin admin) {
    return get(admin.describeCluster().nodes()).stream().map(Node::id).toList();
  }

  private static boolean hasLeaders(Admin admin, String topic, Uuid id, int partitions) {
    TopicDescription description =
        get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    return description.topicId().equals(id)
        && description.partitions().size() == partitions
        && description.partitions().stream().allMatch(partition -> partition.leader() != null);
  }

  /**
   * @param broker who is asked
   * @param what the end of the sentence "waited in vain for broker 1 ..."
   * @param needed nodes whose end makes waiting pointless
   */
  private void await(int broker, String what, Predicate<Admin> condition, Set<Integer> needed) {
    Instant deadline = Instant.now().plus(TIMEOUT);
    // An admin client that meets a closed port complains in the log: nobody needs to read that.
    while (!listens(broker)) {
      pauseOrFail(broker, what, deadline, needed);
    }
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            settings.address(broker),
            "request.timeout.ms",
            REQUEST_TIMEOUT_MS,
            "default.api.timeout.ms",
            REQUEST_TIMEOUT_MS,
            "reconnect.backoff.max.ms",
            100);
    try (Admin admin = Admin.create(properties)) {
      while (!holds(condition, admin)) {
        pauseOrFail(broker, what, deadline, needed);
      }
    }
  }

  private boolean listens(int broker) {
    try (Socket socket = new Socket(ServerSettings.HOST, settings.port(broker))) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean holds(Predicate<Admin> condition, Admin admin) {
    try {
      return condition.test(admin);
    } catch (NotYetException e) {
      return false;
    }
  }

  private void pauseOrFail(int broker, String what, Instant deadline, Set<Integer> needed) {
    for (int node : needed) {
      if (!nodes.get(node).isRunning()) {
        throw new IllegalStateException("node " + node + " ended:\n" + nodes.get(node).logTail());
      }
    }
    if (Instant.now().isAfter(deadline)) {
      throw new IllegalStateException(
          "waited in vain for broker " + broker + " " + what + "\n" + nodes.get(broker).logTail());
    }
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for broker " + broker, e);
    }
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new NotYetException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The broker did not answer, or not as hoped: it is asked again. */
  private static final class NotYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotYetException(Throwable cause) {
      super(cause);
    }
  }
}
