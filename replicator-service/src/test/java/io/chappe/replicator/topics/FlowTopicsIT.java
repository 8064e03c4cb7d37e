package io.chappe.replicator.topics;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.deletion.TopicDeletions;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FlowTopicsIT {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(60);

  /** The target takes it only below its limit of 10 s. */
  private static final String REFUSED = "min.compaction.lag.ms";

  private static TestCluster us;
  private static TestCluster eu;
  private static TopicAdmin source;
  private static TopicAdmin target;

  private final String prefix = SharedClusters.uniqueName("it");
  private final String orders = prefix + "-orders";
  private final String remoteOrders = "us." + orders;

  @BeforeAll
  static void startClusters() {
    us =
        TestCluster.builder("us").inProcess().property("auto.create.topics.enable", "true").start();
    eu =
        TestCluster.builder("eu")
            .inProcess()
            .property("log.cleaner.max.compaction.lag.ms", "10000")
            .property("create.topic.policy.class.name", RefusingPolicy.class.getName())
            .start();
    source = new TopicAdmin(us);
    target = new TopicAdmin(eu);
  }

  @AfterAll
  static void closeClusters() {
    us.close();
    eu.close();
  }

  @Test
  void aRemoteTopicThatTwoFlowsWantIsNeithersUntilOneLeavesItOut() {
    RemoteNames names = new RemoteNames();
    us.createTopic(orders, 1);
    RunningTopics asia =
        new RunningTopics(
            flow("asia", "eu")
                .between(us.bootstrapServers(), eu.bootstrapServers())
                .topics(orders)
                .identityNames()
                .replicateHeartbeats(false)
                .every(INTERVAL)
                .build(),
            names);
    try (asia) {
      await().atMost(SOON).until(() -> asia.remote(orders) != null);
      try (RunningTopics running =
          new RunningTopics(config(orders).identityNames().build(), names)) {
        await().atMost(SOON).until(() -> asia.source(orders) == null);

        assertThat(asia.problems().get(orders)).contains("also be the copy of", "us->eu");
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(running.problems().get(orders)).contains("asia->eu"));
        assertThat(running.catalogs).noneMatch(each -> each.topics().containsKey(orders));
      }
      await().atMost(SOON).until(() -> asia.remote(orders) != null);
    }
  }

  @Test
  void findsANewTopicAndCreatesItsRemoteTopicWithItsPartitionsAndConfiguration() {
    try (RunningTopics running = start()) {
      us.createTopic(orders, 3, Map.of("cleanup.policy", "compact", "min.insync.replicas", "1"));

      await().atMost(SOON).until(() -> running.remote(orders) != null);
      assertThat(running.source(orders))
          .isEqualTo(new SourceTopic(orders, source.describe(orders).topicId(), 3, remoteOrders));
      assertThat(running.remote(orders))
          .isEqualTo(new RemoteTopic(remoteOrders, target.describe(remoteOrders).topicId(), 3));
      assertThat(target.describe(remoteOrders).partitions()).hasSize(3);
      assertThat(target.config(remoteOrders, "cleanup.policy").value()).isEqualTo("compact");
      assertThat(target.config(remoteOrders, "min.insync.replicas").source())
          .isNotEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
      assertThat(running.ticks).hasPositiveValue();
    }
  }

  @Test
  void renamedTopicsThatWouldMergeAreRefusedBeforeAnythingIsCreatedAndOthersGoOn() {
    us.createTopic(orders, 2);
    us.createTopic(prefix + "-pay-1", 1);
    us.createTopic(prefix + "-pay-2", 1);
    Flows flow =
        config(prefix + ".*").rename(prefix + "-pay-. -> pay", "(.*)-orders -> orders-of-$1");
    try (RunningTopics running = new RunningTopics(flow.build())) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);

      assertThat(running.remote(orders).name()).isEqualTo("us.orders-of-" + prefix);
      awaitPartitions("us.orders-of-" + prefix, 2);
      assertThat(running.problems().get(prefix + "-pay-1")).contains("us.pay", prefix + "-pay-2");
      assertThat(running.problems().get(prefix + "-pay-2")).contains("us.pay", prefix + "-pay-1");
      assertThat(target.names()).doesNotContain("us.pay");
    }
  }

  @Test
  void growsTheRemoteTopicAndNeverShrinksIt() {
    us.createTopic(orders, 1);
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      TopicPartition second = new TopicPartition(orders, 1);
      assertThat(running.topics.catalog().remoteFor(second)).isEmpty();

      source.grow(orders, 4);

      await().atMost(SOON).until(() -> running.topics.catalog().remoteFor(second).isPresent());
      awaitPartitions(remoteOrders, 4);

      target.grow(remoteOrders, 6);
      await().atMost(SOON).until(() -> running.remote(orders).partitions() == 6);
      assertThat(running.problems()).isEmpty();
    }
  }

  @Test
  void aDeletedSourceTopicStaysDeletedWhereBrokersCreateTopicsByThemselves() {
    us.createTopic(orders, 1);
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);

      source.delete(orders);

      await().atMost(SOON).until(() -> running.source(orders) == null);
      await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(8))
          .until(() -> !source.names().contains(orders));
      assertThat(target.names()).contains(remoteOrders);
      assertThat(running.problems()).isEmpty();
    }
  }

  @Test
  void aTopicDeletedAndCreatedAgainHasItsNewId() {
    us.createTopic(orders, 2);
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      Uuid before = running.source(orders).id();

      source.delete(orders);
      us.createTopic(orders, 1);

      await()
          .atMost(SOON)
          .until(
              () -> running.source(orders) != null && !running.source(orders).id().equals(before));
      assertThat(running.source(orders).partitions()).isEqualTo(1);
    }
  }

  @Test
  void aDeletedRemoteTopicIsCreatedAgainAndHasItsNewId() {
    us.createTopic(orders, 2);
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      Uuid before = running.remote(orders).id();

      target.delete(remoteOrders);

      await()
          .atMost(SOON)
          .until(
              () -> running.remote(orders) != null && !running.remote(orders).id().equals(before));
    }
  }

  @Test
  void topicsThatCantBeCreatedDelayNoOtherAndAreTriedAgain() {
    String forbidden = prefix + "-forbidden";
    String tooLong = prefix + "-" + "x".repeat(249 - prefix.length() - 1);
    us.createTopic(forbidden, 1);
    us.createTopic(tooLong, 1);
    us.createTopic(orders, 1);
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      await().atMost(SOON).until(() -> running.problems().size() == 2);
      assertThat(running.problems().get(forbidden)).contains("forbidden by the cluster's owner");
      assertThat(running.problems().get(tooLong)).contains("249");

      String later = prefix + "-later";
      us.createTopic(later, 1);
      await().atMost(SOON).until(() -> running.remote(later) != null);

      // Whoever may, creates it: it is seen although our own attempts were refused.
      long attempts = attempts(running, forbidden);
      await().atMost(SOON).until(() -> attempts(running, forbidden) > attempts);
      assertThat(running.failed).doesNotContain(orders);
    }
  }

  private static long attempts(RunningTopics running, String topic) {
    return running.failed.stream().filter(topic::equals).count();
  }

  @Test
  void refusesTopicsThatWouldComeBackToTheirOrigin() {
    String loop = "eu." + prefix + "-orders";
    us.createTopic(loop, 1);
    us.createTopic(orders, 1);
    try (RunningTopics running = new RunningTopics(config(".*" + prefix + ".*").build())) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      assertThat(running.source(loop)).isNull();
      assertThat(running.topics.refused().get(loop)).contains("copy");
      assertThat(running.problems()).isEmpty();
      assertThat(target.names()).doesNotContain("us." + loop);
    }
  }

  @Test
  void twoInstancesDoTheSameWithoutTrouble() {
    try (RunningTopics one = start();
        RunningTopics other = start()) {
      for (int i = 0; i < 20; i++) {
        us.createTopic(orders + i, 1);
      }
      source.grow(orders + 0, 3);
      for (RunningTopics each : List.of(one, other)) {
        await().atMost(SOON.multipliedBy(2)).until(() -> hasAll(each));
        assertThat(each.failed).isEmpty();
      }
    }
  }

  private boolean hasAll(RunningTopics running) {
    RemoteTopic first = running.remote(orders + 0);
    return running.topics.catalog().remotes().size() == 20 && first.partitions() == 3;
  }

  @Test
  void syncsChangesOfTheConfigurationAndThenLeavesTheTargetAlone() {
    us.createTopic(orders, 1, Map.of("retention.ms", "1000000"));
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);

      source.set(orders, "retention.ms", "2000000");
      target.set(remoteOrders, "segment.bytes", "2000000");
      target.set(remoteOrders, "min.insync.replicas", "1");

      await().atMost(SOON).until(() -> value("retention.ms").equals("2000000"));
      await().atMost(SOON).until(() -> !isSet("segment.bytes"));
      assertThat(isSet("min.insync.replicas")).isTrue();

      source.unset(orders, "retention.ms");
      await().atMost(SOON).until(() -> !isSet("retention.ms"));

      await().atMost(SOON).until(() -> running.alterations.get() == 3);
      int rounds = running.rounds.get();
      await().atMost(SOON).until(() -> running.rounds.get() > rounds + 2);
      assertThat(running.alterations).hasValue(3);
    }
  }

  @Test
  void setsTheSourcesDefaultsIfToldTo() {
    us.createTopic(orders, 1);
    try (RunningTopics running = new RunningTopics(config(orders).useSourceDefaults().build())) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      assertThat(isSet("retention.ms")).isTrue();

      target.set(remoteOrders, "retention.ms", "1000000");
      await()
          .atMost(SOON)
          .until(() -> value("retention.ms").equals(source.config(orders, "retention.ms").value()));
    }
  }

  @Test
  void aPropertyThatTheTargetRefusesIsTheOnlyOneThatIsMissing() {
    us.createTopic(orders, 1, Map.of("retention.ms", "1000000", REFUSED, "20000"));
    try (RunningTopics running = start()) {
      await().atMost(SOON).until(() -> running.remote(orders) != null);
      assertThat(value("retention.ms")).isEqualTo("1000000");
      await().atMost(SOON).until(() -> running.problems().containsKey(remoteOrders));
      assertThat(running.problems().get(remoteOrders)).contains(REFUSED);

      source.set(orders, "retention.ms", "2000000");
      source.set(orders, "segment.bytes", "3000000");
      await().atMost(SOON).until(() -> value("segment.bytes").equals("3000000"));
      assertThat(value("retention.ms")).isEqualTo("2000000");
      assertThat(isSet(REFUSED)).isFalse();

      source.unset(orders, REFUSED);
      await().atMost(SOON).until(() -> running.problems().isEmpty());
    }
  }

  @Test
  void theOffsetMapDoesWithoutAPropertyThatTheTargetsOwnerKeeps() {
    String map = "managed.offset-map.internal";
    try (RunningTopics running =
        new RunningTopics(
            flow("managed", "eu")
                .between(us.bootstrapServers(), eu.bootstrapServers())
                .topics(prefix + "-.*")
                .every(INTERVAL)
                .build())) {
      await().atMost(SOON).until(() -> target.names().contains(map));

      assertThat(target.config(map, "cleanup.policy").value()).isEqualTo("compact");
      assertThat(target.config(map, "segment.bytes").source())
          .isNotEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
      assertThat(running.problems()).isEmpty();
    }
  }

  @Test
  void deletesTheRemoteTopicOfADeletedTopicIfToldToAndOnlyThat() {
    String recreated = prefix + "-recreated";
    us.createTopic(orders, 1);
    us.createTopic(recreated, 1);
    try (RunningTopics running =
        new RunningTopics(config(prefix + "-.*").syncDeletions().deletionsConfirmed().build())) {
      await().atMost(SOON).until(() -> running.topics.catalog().remotes().size() == 2);

      source.delete(orders);
      source.delete(recreated);
      await().atMost(SOON).until(() -> running.topics.catalog().topics().isEmpty());
      us.createTopic(recreated, 1);

      await()
          .atMost(TopicDeletions.GRACE.plus(SOON))
          .until(() -> !target.names().contains(remoteOrders));
      assertThat(target.names()).contains("us." + recreated);
      assertThat(running.problems()).isEmpty();
    }
  }

  @Test
  void endsPromptly() {
    RunningTopics running =
        new RunningTopics(
            flow("ending", "eu")
                .between(us.bootstrapServers(), eu.bootstrapServers())
                .topics(prefix + "-.*")
                .every(INTERVAL)
                .build());
    await().atMost(SOON).until(() -> running.ticks.get() > 2);
    long begin = System.nanoTime();
    running.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("chappe-ending->eu-topics");
  }

  /** A broker may hear of what its controller did a moment later. */
  private void awaitPartitions(String remote, int count) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(target.describe(remote).partitions()).hasSize(count));
  }

  private String value(String property) {
    return target.config(remoteOrders, property).value();
  }

  private boolean isSet(String property) {
    return target.config(remoteOrders, property).source() == ConfigSource.DYNAMIC_TOPIC_CONFIG;
  }

  private RunningTopics start() {
    return new RunningTopics(config(prefix + "-.*").build());
  }

  private static Flows config(String topics) {
    return flow("us", "eu")
        .between(us.bootstrapServers(), eu.bootstrapServers())
        .topics(topics)
        .replicateHeartbeats(false)
        .every(INTERVAL);
  }
}
