package io.chappe.replicator;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.replicator.ownership.OwnershipListener;
import io.chappe.replicator.ownership.OwnershipObserver;
import io.chappe.replicator.ownership.PartitionOwnership;
import io.chappe.replicator.topics.FlowTopics;
import io.chappe.replicator.topics.RemoteNames;
import io.chappe.replicator.topics.TopicsMemory;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Loops that look after topics and membership, with clusters that aren't there. */
class LoopsSurviveTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final FlowConfig FLOW =
      ConfigLoader.parse(
              Map.of(
                  "clusters", "us, eu",
                  "us.bootstrap.servers", "localhost:1",
                  "eu.bootstrap.servers", "localhost:1",
                  "us.admin.request.timeout.ms", "500",
                  "us.admin.default.api.timeout.ms", "500",
                  "us->eu.enabled", "true"),
              Map.of(),
              Set.of())
          .flows()
          .getFirst();

  private final AtomicInteger ticks = new AtomicInteger();

  /** In turn an error of the service's own and an interrupt that nobody meant. */
  private void tick() {
    if (ticks.incrementAndGet() % 2 == 1) {
      throw new NoClassDefFoundError("missing in the executable");
    }
    Thread.currentThread().interrupt();
  }

  @Test
  void theTopicsLoopSurvivesErrorsAndInterrupts() {
    try (FlowTopics topics =
        new FlowTopics(
            FLOW,
            new RemoteNames(),
            new TopicsMemory(() -> 0),
            found -> {},
            TopicsObserver.NONE,
            this::tick)) {
      topics.start();

      Awaitility.await().atMost(LIMIT).until(() -> ticks.get() > 4);
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> topics.problems().toString().contains("looking after topics failed"));
    }
  }

  @Test
  void theMembershipSurvivesErrorsAndInterrupts() {
    try (PartitionOwnership ownership =
        new PartitionOwnership(FLOW, new NoShare(), OwnershipObserver.NONE, this::tick)) {
      ownership.start();

      Awaitility.await().atMost(LIMIT).until(() -> ticks.get() > 4);
      Awaitility.await().atMost(LIMIT).until(() -> ownership.problem().isPresent());
    }
  }

  private static final class NoShare implements OwnershipListener {
    @Override
    public void assigned(Collection<TopicPartition> partitions) {}

    @Override
    public void revoked(Collection<TopicPartition> partitions) {}

    @Override
    public void lost(Collection<TopicPartition> partitions) {}
  }
}
