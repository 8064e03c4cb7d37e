package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the brokers of one cluster say they understand: whether they can do what a flow needs of
 * them, and what isn't noticed where their topics have no ids. The network client keeps it up to
 * date.
 */
public final class BrokerVersions extends ApiVersions {
  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerVersions.class);

  /** What a flow uses a cluster for. */
  public enum Side {
    SOURCE(
        new Feature("2.1", ApiKeys.FETCH, 10, "batches of every codec"),
        "one that is deleted and created again under its name between two looks is copied from its start if it is shorter than what was copied; if it is longer, what it has up to there is not copied and nothing tells"),
    TARGET(
        new Feature("2.5", ApiKeys.INIT_PRODUCER_ID, 3, "a fence that names the identity, KIP-360"),
        "one that is deleted and created again under its name is filled again only with the next record that is copied, and what topics.rename would mix into the copy of another topic is not refused");

    private final Feature needed;
    private final String unnoticed;

    Side(Feature needed, String unnoticed) {
      this.needed = needed;
      this.unnoticed = unnoticed;
    }
  }

  /** A version of a request, and the version of Kafka that it came with. */
  private record Feature(String kafka, ApiKeys api, int version, String purpose) {
    boolean isIn(NodeApiVersions broker) {
      ApiVersion range = broker.apiVersion(api);
      return range != null && range.maxVersion() >= version;
    }
  }

  /** By what a broker's version is told: it doesn't say it itself. The newest first. */
  private static final List<Feature> MARKS =
      List.of(
          new Feature("2.8", ApiKeys.DESCRIBE_CLUSTER, 0, ""),
          new Feature("2.7", ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS, 0, ""),
          new Feature("2.6", ApiKeys.DESCRIBE_CLIENT_QUOTAS, 0, ""),
          new Feature("2.5", ApiKeys.INIT_PRODUCER_ID, 3, ""),
          new Feature("2.4", ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, ""),
          new Feature("2.3", ApiKeys.INCREMENTAL_ALTER_CONFIGS, 0, ""),
          new Feature("2.2", ApiKeys.ELECT_LEADERS, 0, ""),
          new Feature("2.1", ApiKeys.FETCH, 10, ""));

  /** Fetches that tell where the source's log parts from what was copied. */
  private static final Feature DIVERGENCE = new Feature("2.7", ApiKeys.FETCH, 12, "");

  private final String alias;
  private final Side side;
  private final Map<String, NodeApiVersions> brokers = new ConcurrentHashMap<>();
  private boolean warned;

  /**
   * @param alias alias of the cluster, for people
   */
  BrokerVersions(String alias, Side side) {
    this.alias = alias;
    this.side = side;
  }

  @Override
  public synchronized void update(String nodeId, NodeApiVersions versions) {
    super.update(nodeId, versions);
    brokers.put(nodeId, versions);
  }

  @Override
  public synchronized void remove(String nodeId) {
    super.remove(nodeId);
    brokers.remove(nodeId);
  }

  /** Why this cluster can't be used, as far as its brokers have been reached. */
  Optional<Failure> refusal() {
    Feature needed = side.needed;
    return brokers.values().stream()
        .filter(broker -> !needed.isIn(broker))
        .findFirst()
        .map(
            broker ->
                new Failure.StopPartition(
                    Reason.UNSUPPORTED_VERSION,
                    "cluster %s: its brokers are of Kafka %s, and as a %s they must be of %s or newer: %s version %d is missing (%s)"
                        .formatted(
                            alias,
                            release(broker),
                            side.name().toLowerCase(Locale.ROOT),
                            needed.kafka,
                            needed.api.name,
                            needed.version,
                            needed.purpose)));
  }

  /** Says once that the cluster gives topics no ids, and what follows from it. */
  void warnOfMissingIds() {
    if (!warned) {
      warned = true;
      LOGGER.warn(
          "topics have no ids: cluster={} brokers={} needed=\"Kafka 2.8 and inter.broker.protocol.version=2.8\" unnoticed=\"{}\"",
          alias,
          oldest().map(BrokerVersions::release).orElse("unknown"),
          unnoticed());
    }
  }

  /** What goes unnoticed in a cluster whose topics have no ids, in words. */
  String unnoticed() {
    boolean diverges = side == Side.TARGET || oldest().map(DIVERGENCE::isIn).orElse(true);
    return diverges
        ? side.unnoticed
        : side.unnoticed
            + "; nor is it noticed (before Kafka 2.7) that the log lost its tail, once it is longer again";
  }

  /** Whether a broker takes the epoch of what was fetched last, and answers where its log parts. */
  boolean tellsDivergence(String nodeId) {
    NodeApiVersions broker = brokers.get(nodeId);
    return broker == null || DIVERGENCE.isIn(broker);
  }

  private Optional<NodeApiVersions> oldest() {
    return brokers.values().stream().max(Comparator.comparing(BrokerVersions::age));
  }

  private static int age(NodeApiVersions broker) {
    int age = 0;
    while (age < MARKS.size() && !MARKS.get(age).isIn(broker)) {
      age++;
    }
    return age;
  }

  /** The version of Kafka as far as what a broker understands tells: 2.8 stands for all newer. */
  static String release(NodeApiVersions broker) {
    int age = age(broker);
    return switch (age) {
      case 0 -> MARKS.getFirst().kafka + " or newer";
      default -> age == MARKS.size() ? "before 2.1" : MARKS.get(age).kafka;
    };
  }
}
