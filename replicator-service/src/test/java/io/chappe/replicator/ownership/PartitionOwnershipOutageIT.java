package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class PartitionOwnershipOutageIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(PartitionOwnershipOutageIT.class);
  private static final Duration SOON = Duration.ofSeconds(60);

  private static TestCluster us;

  @BeforeAll
  static void startCluster() {
    us = TestCluster.builder("us").start();
    us.createTopic("orders", 4);
  }

  @AfterAll
  static void closeCluster() {
    us.close();
  }

  @Test
  void leavesWithinFiveSecondsWhileTheBrokerHangs() {
    Member member = member("hangs");
    awaitOwned(member, 4);
    us.pauseBroker(1);
    try {
      long begin = System.nanoTime();
      member.close();
      long millis = (System.nanoTime() - begin) / 1_000_000;
      LOGGER.info("closed without the broker ms={}", millis);
      assertThat(millis).isLessThan(5_000);
      assertThat(member.calls()).containsExactly("assigned 4", "revoked 4");
    } finally {
      us.resumeBroker(1);
    }
  }

  @Test
  void keepsItsPartitionsThroughARestartOfTheBroker() {
    try (Member member = member("restart")) {
      awaitOwned(member, 4);
      us.killBroker(1);
      long ticks = member.ticks.get();
      await().atMost(SOON).until(() -> member.ticks.get() > ticks + 3);
      us.startBroker(1);
      long returned = System.nanoTime();

      try (Member other = member("restart")) {
        awaitOwned(other, 2);
        LOGGER.info("shares after the restart ms={}", (System.nanoTime() - returned) / 1_000_000);
        awaitOwned(member, 2);
      }
    }
  }

  @Test
  void begunWithoutTheBrokerItJoinsWhenItComes() {
    us.killBroker(1);
    try (Member member = member("late")) {
      await().atMost(SOON).until(() -> member.ticks.get() > 4);
      us.startBroker(1);
      awaitOwned(member, 4);
    }
  }

  private static Member member(String target) {
    FlowConfig flow = flow("us", target).between(us.bootstrapServers(), "localhost:1").build();
    return new Member(flow, "orders");
  }

  private static void awaitOwned(Member member, int partitions) {
    await().atMost(Duration.ofSeconds(30)).until(() -> member.owned().size() == partitions);
  }
}
