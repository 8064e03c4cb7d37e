package io.chappe.replicator.topics.properties;

import static io.chappe.replicator.topics.Flows.flow;
import static io.chappe.replicator.topics.properties.AclRulesTest.binding;
import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.topics.RunningTopics;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.junit.jupiter.api.Test;

class AclSyncIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void addsWhatIsMissingAndTakesNothingAway() throws Exception {
    try (TestCluster us = cluster("us");
        TestCluster eu = cluster("eu")) {
      us.createTopic("orders", 1);
      create(
          us,
          binding("orders", ALL, ALLOW),
          binding("orders", WRITE, ALLOW),
          binding("orders", WRITE, DENY),
          binding("payments", READ, ALLOW));
      create(eu, binding("us.orders", DESCRIBE, ALLOW));

      try (RunningTopics running = running(us, eu)) {
        await().atMost(SOON).until(() -> acls(eu).size() == 3);
        assertThat(acls(eu))
            .containsExactlyInAnyOrder(
                binding("us.orders", READ, ALLOW),
                binding("us.orders", WRITE, DENY),
                binding("us.orders", DESCRIBE, ALLOW));
        assertThat(running.problems()).isEmpty();
      }
    }
  }

  @Test
  void aClusterWithoutAnAuthorizerIsNoTrouble() {
    try (TestCluster us = TestCluster.builder("us").inProcess().start();
        TestCluster eu = TestCluster.builder("eu").inProcess().start()) {
      us.createTopic("orders", 1);
      try (RunningTopics running = running(us, eu)) {
        await().atMost(SOON).until(() -> running.remote("orders") != null);
        us.createTopic("orders-later", 1);
        await().atMost(SOON).until(() -> running.remote("orders-later") != null);
        assertThat(running.problems()).isEmpty();
        assertThat(running.topics.clusterProblems()).isEmpty();
      }
    }
  }

  private static TestCluster cluster(String name) {
    return TestCluster.builder(name)
        .inProcess()
        .property(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .property("super.users", "User:ANONYMOUS")
        .start();
  }

  private static RunningTopics running(TestCluster us, TestCluster eu) {
    return new RunningTopics(
        flow("us", "eu")
            .between(us.bootstrapServers(), eu.bootstrapServers())
            .every(Duration.ofSeconds(1))
            .syncAcls(Duration.ofSeconds(1))
            .build());
  }

  private static void create(TestCluster cluster, AclBinding... bindings) throws Exception {
    cluster.admin().createAcls(List.of(bindings)).all().get();
  }

  private static Collection<AclBinding> acls(TestCluster cluster) throws Exception {
    return cluster.admin().describeAcls(AclBindingFilter.ANY).values().get();
  }
}
