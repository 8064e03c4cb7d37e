package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brokers that hold the first rebalance of a group back, as brokers do unless told otherwise. */
class LoneMemberIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(LoneMemberIT.class);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final String group = "chappe.us->eu";

  @Test
  void beginsAtOnceAndDrainsAllTheSameIfItEndsBeforeTheGroupHasSaidAnything() throws Exception {
    // Longer than anything here waits.
    try (TestCluster us = clusterThatWaits(Duration.ofSeconds(60))) {
      us.createTopic("orders", 2);
      Member member = new Member(flowFrom(us), "orders");
      await().atMost(SOON).until(() -> member.owned().size() == 2);
      assertThat(describe(us).groupState()).isEqualTo(GroupState.PREPARING_REBALANCE);

      long begin = System.nanoTime();
      member.close();
      LOGGER.info("closed after ms={}", (System.nanoTime() - begin) / 1_000_000);

      assertThat(member.calls()).containsExactly("assigned 2", "revoked 2");
      assertThat(member.owned()).isEmpty();
    }
  }

  @Test
  void givesOthersTheirShareWhenTheGroupSaysSo() {
    try (TestCluster us = clusterThatWaits(Duration.ofSeconds(4))) {
      us.createTopic("orders", 6);
      try (Member first = new Member(flowFrom(us), "orders")) {
        await().atMost(SOON).until(() -> first.owned().size() == 6);

        try (Member second = new Member(flowFrom(us), "orders")) {
          await().atMost(SOON).until(() -> first.owned().size() == 3 && second.owned().size() == 3);
          assertThat(first.calls()).containsExactly("assigned 6", "revoked 3");
          assertThat(second.calls()).containsExactly("assigned 3");
          assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
        }
      }
    }
  }

  private static TestCluster clusterThatWaits(Duration delay) {
    return TestCluster.builder("us")
        .inProcess()
        .property("group.initial.rebalance.delay.ms", Long.toString(delay.toMillis()))
        .start();
  }

  private static FlowConfig flowFrom(TestCluster us) {
    return flow("us", "eu").between(us.bootstrapServers(), "localhost:1").build();
  }

  private ConsumerGroupDescription describe(TestCluster us) throws Exception {
    return us.admin().describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
  }
}
