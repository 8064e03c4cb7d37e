package io.chappe.acceptance.chaos;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.awaitility.Awaitility;

/**
 * Takes one of a cluster's three brokers away and brings it back. Waits until all replicas are in
 * sync, so that the next fault never takes the last good copy: losing that is not what is tested
 * here.
 */
final class BrokerFaults {
  private static final int BROKERS = 3;
  private static final int LONGEST_DOWN_MS = 9_000;
  // The cluster gives up on a broker after five seconds: some thaw before, some long after.
  private static final int SHORTEST_FREEZE_MS = 1_500;
  private static final int LONGEST_FREEZE_MS = 12_000;

  private final TestCluster cluster;
  private final EventLog events;

  BrokerFaults(TestCluster cluster, EventLog events) {
    this.cluster = cluster;
    this.events = events;
  }

  void kill(Random random) throws InterruptedException {
    int broker = 1 + random.nextInt(BROKERS);
    events.fault("broker of " + cluster.name() + " killed", "broker " + broker);
    cluster.killBroker(broker);
    Fault.last(random, 500, LONGEST_DOWN_MS);
    cluster.startBroker(broker);
    awaitInSync();
    events.note("broker " + broker + " of " + cluster.name() + " is back, replicas in sync");
  }

  void freeze(Random random) throws InterruptedException {
    int broker = 1 + random.nextInt(BROKERS);
    events.fault("broker of " + cluster.name() + " frozen", "broker " + broker);
    cluster.pauseBroker(broker);
    try {
      Fault.last(random, SHORTEST_FREEZE_MS, LONGEST_FREEZE_MS);
    } finally {
      cluster.resumeBroker(broker);
    }
    events.note("broker " + broker + " of " + cluster.name() + " goes on");
    awaitInSync();
    events.note("replicas of " + cluster.name() + " are in sync");
  }

  /** Waits until every replica of the cluster is in sync. */
  void awaitInSync() {
    Awaitility.await("replicas of " + cluster.name() + " to be in sync")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(this::isInSync);
  }

  private boolean isInSync() throws ExecutionException, InterruptedException {
    Admin admin = cluster.admin();
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(each -> each.leader() != null && each.isr().size() == each.replicas().size());
  }
}
