package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated
class PartitionOwnershipIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(PartitionOwnershipIT.class);
  private static final Duration SOON = Duration.ofSeconds(60);

  private static TestCluster us;

  /** Each test is a flow of its own, so a group of its own. */
  private final String target = SharedClusters.uniqueName("eu");

  private final String group = "chappe.us->" + target;
  private final String orders = SharedClusters.uniqueName("orders");
  private final FlowConfig flow =
      flow("us", target).between(us.bootstrapServers(), "localhost:1").build();

  @BeforeAll
  static void startCluster() {
    us =
        TestCluster.builder("us").inProcess().property("auto.create.topics.enable", "true").start();
  }

  @AfterAll
  static void closeCluster() {
    us.close();
  }

  @Test
  void twoMembersShareAndHandOverAfterTheDrain() {
    us.createTopic(orders, 6);
    try (Member one = new Member(flow, orders)) {
      awaitOwned(one, 6);
      one.drain = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));

      long joined = System.nanoTime();
      try (Member other = new Member(flow, orders)) {
        awaitOwned(other, 3);
        LOGGER.info("a share after ms={}", millisSince(joined));
        assertThat(one.calls()).containsExactly("assigned 6", "revoked 3");
        assertThat(other.calls()).containsExactly("assigned 3");
        Member.Told given = one.told.getLast();
        Member.Told taken = other.told.getLast();
        assertThat(given.partitions()).isEqualTo(taken.partitions());
        assertThat(given.end()).isLessThan(taken.begin());
      }
      long left = System.nanoTime();
      awaitOwned(one, 6);
      LOGGER.info("all again after ms={}", millisSince(left));
      assertThat(one.calls()).containsExactly("assigned 6", "revoked 3", "assigned 3");
    }
  }

  @Test
  void aChangeOfTopicsDoesNotDisturbTheOthers() {
    String payments = SharedClusters.uniqueName("payments");
    us.createTopic(orders, 3);
    us.createTopic(payments, 2);
    try (Member member = new Member(flow, orders)) {
      awaitOwned(member, 3);

      member.ownership.subscribe(Member.ofOnePartition(orders, payments));
      awaitOwned(member, 5);
      member.ownership.subscribe(Member.ofOnePartition(payments));
      awaitOwned(member, 2);
      assertThat(member.calls()).containsExactly("assigned 3", "assigned 2", "revoked 3");

      member.ownership.subscribe(Map.of());
      awaitOwned(member, 0);
      member.ownership.subscribe(Member.ofOnePartition(orders));
      awaitOwned(member, 3);
      assertThat(member.told).extracting(Member.Told::what).doesNotContain("lost");
    }
  }

  @Test
  void newPartitionsAreAssignedWithinFiveSeconds() throws Exception {
    us.createTopic(orders, 1);
    try (Member member = new Member(flow, orders)) {
      awaitOwned(member, 1);

      us.admin().createPartitions(Map.of(orders, NewPartitions.increaseTo(4))).all().get();
      member.ownership.subscribe(Map.of(orders, 4));

      long begin = System.nanoTime();
      awaitOwned(member, 4);
      LOGGER.info("new partitions after ms={}", millisSince(begin));
      assertThat(millisSince(begin)).isLessThan(5_000);
    }
  }

  @Test
  void mirrorsPositionsToTheGroupWhileItOwnsThePartitionsAndOnceMoreWhenItLeaves()
      throws Exception {
    us.createTopic(orders, 2);
    TopicPartition zero = new TopicPartition(orders, 0);
    TopicPartition one = new TopicPartition(orders, 1);
    TopicPartition foreign = new TopicPartition(orders, 7);
    try (Member member = new Member(flow, orders)) {
      awaitOwned(member, 2);
      assertThat(member.ownership.committed(Set.of(zero)).get(10, TimeUnit.SECONDS)).isEmpty();
      member.ownership.commit(Map.of(zero, at(5), foreign, at(9)));
      member.ownership.commit(Map.of(zero, at(6)));
      await().atMost(SOON).until(() -> committed().containsKey(zero));
      assertThat(committed()).containsOnly(Map.entry(zero, new OffsetAndMetadata(6)));
      assertThat(member.ownership.committed(Set.of(zero, one)).get(10, TimeUnit.SECONDS))
          .containsOnly(Map.entry(zero, 6L));

      member.drain = () -> member.ownership.commit(Map.of(zero, at(7), one, at(8)));
    }
    assertThat(committed())
        .containsOnly(
            Map.entry(zero, new OffsetAndMetadata(7)), Map.entry(one, new OffsetAndMetadata(8)));
  }

  @Test
  void neitherFetchesNorLooksForPositions() throws Exception {
    us.createTopic(orders, 20);
    long before = questions();
    try (Member member = new Member(flow, orders)) {
      awaitOwned(member, 20);
      long ticks = member.ticks.get();
      await().atMost(SOON).until(() -> member.ticks.get() > ticks + 8);
      assertThat(questions()).isEqualTo(before);

      // The count is right: this is one, or more where the coordinator isn't ready.
      member.ownership.committed(Set.of(new TopicPartition(orders, 0))).get(10, TimeUnit.SECONDS);
      assertThat(questions()).isGreaterThan(before);
    }
  }

  private static long questions() throws Exception {
    return requests("Fetch") + requests("ListOffsets") + requests("OffsetFetch");
  }

  @Test
  void aDeletedTopicStaysDeletedWhereBrokersCreateTopicsByThemselves() throws Exception {
    us.createTopic(orders, 2);
    try (Member member = new Member(flow, orders)) {
      awaitOwned(member, 2);

      us.admin().deleteTopics(List.of(orders)).all().get();

      await()
          .during(Duration.ofSeconds(6))
          .atMost(SOON)
          .until(() -> !us.admin().listTopics().names().get().contains(orders));
      member.ownership.subscribe(Map.of());
      awaitOwned(member, 0);
    }
  }

  @Test
  void aDrainThatHangsDelaysTheCloseToFiveSecondsAtMost() {
    us.createTopic(orders, 2);
    Member member = new Member(flow, orders);
    awaitOwned(member, 2);
    member.drain = () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(30));

    long begin = System.nanoTime();
    member.close();

    assertThat(millisSince(begin)).isBetween(2_900L, 5_000L);
    try (Member next = new Member(flow, orders)) {
      awaitOwned(next, 2);
      assertThat(millisSince(begin)).isLessThan(9_000);
    }
  }

  private static void awaitOwned(Member member, int partitions) {
    await().atMost(SOON).until(() -> member.owned().size() == partitions);
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
    return us.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
  }

  /** How many such requests all brokers in this process have seen. */
  private static long requests(String kind) throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName pattern =
        new ObjectName(
            "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=" + kind + ",*");
    long count = 0;
    for (ObjectName name : beans.queryNames(pattern, null)) {
      count += (Long) beans.getAttribute(name, "Count");
    }
    return count;
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private static OffsetAndMetadata at(long position) {
    return new OffsetAndMetadata(position);
  }
}
