package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that holds the first rebalance of a group back, as brokers do unless told otherwise. */
class LoneMemberIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(LoneMemberIT.class);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static TestCluster us;

  private final String target = SharedClusters.uniqueName("eu");
  private final String group = "chappe.us->" + target;
  private final String orders = SharedClusters.uniqueName("orders");
  private final FlowConfig flow =
      flow("us", target).between(us.bootstrapServers(), "localhost:1").build();

  @BeforeAll
  static void startCluster() {
    us =
        TestCluster.builder("us")
            .inProcess()
            .property("group.initial.rebalance.delay.ms", "4000")
            .start();
  }

  @AfterAll
  static void closeCluster() {
    us.close();
  }

  @Test
  void theFirstMemberBeginsAtOnceAndGivesOthersTheirShareWhenTheGroupSaysSo() throws Exception {
    us.createTopic(orders, 6);
    try (Member first = new Member(flow, orders)) {
      await().atMost(SOON).until(() -> first.owned().size() == 6);
      assertThat(describe().groupState()).isEqualTo(GroupState.PREPARING_REBALANCE);

      try (Member second = new Member(flow, orders)) {
        await().atMost(SOON).until(() -> first.owned().size() == 3 && second.owned().size() == 3);
        assertThat(first.calls()).containsExactly("assigned 6", "revoked 3");
        assertThat(second.calls()).containsExactly("assigned 3");
        assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
      }
    }
  }

  @Test
  void whoEndsBeforeTheGroupHasSaidAnythingDrainsAllTheSame() throws Exception {
    us.createTopic(orders, 2);
    Member member = new Member(flow, orders);
    await().atMost(SOON).until(() -> member.owned().size() == 2);
    assertThat(describe().groupState()).isEqualTo(GroupState.PREPARING_REBALANCE);

    long begin = System.nanoTime();
    member.close();
    LOGGER.info("closed after ms={}", (System.nanoTime() - begin) / 1_000_000);

    assertThat(member.calls()).containsExactly("assigned 2", "revoked 2");
    assertThat(member.owned()).isEmpty();
  }

  private ConsumerGroupDescription describe() throws Exception {
    return us.admin().describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
  }
}
