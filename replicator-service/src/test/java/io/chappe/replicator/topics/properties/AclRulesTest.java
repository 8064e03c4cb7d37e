package io.chappe.replicator.topics.properties;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AclRulesTest {
  private static final Map<String, String> REMOTE_NAMES = Map.of("orders", "us.orders");

  @Test
  void copiesRightsUnderTheRemoteNameButNoneToWrite() {
    assertThat(wanted(binding("orders", READ, ALLOW)))
        .containsExactly(binding("us.orders", READ, ALLOW));
    assertThat(wanted(binding("orders", DESCRIBE, ALLOW)))
        .containsExactly(binding("us.orders", DESCRIBE, ALLOW));
    assertThat(wanted(binding("orders", WRITE, ALLOW))).isEmpty();
    assertThat(wanted(binding("orders", ALL, ALLOW)))
        .containsExactly(binding("us.orders", READ, ALLOW));
  }

  @Test
  void whatIsDeniedStaysDenied() {
    assertThat(wanted(binding("orders", WRITE, DENY)))
        .containsExactly(binding("us.orders", WRITE, DENY));
    assertThat(wanted(binding("orders", ALL, DENY)))
        .containsExactly(binding("us.orders", ALL, DENY));
  }

  @Test
  void leavesOutWhatIsNotOfAReplicatedTopicAlone() {
    assertThat(wanted(binding("payments", READ, ALLOW))).isEmpty();
    assertThat(wanted(binding("*", READ, ALLOW))).isEmpty();
    assertThat(wanted(binding("orders", PatternType.PREFIXED, READ, ALLOW))).isEmpty();
  }

  private static Iterable<AclBinding> wanted(AclBinding source) {
    return AclRules.wanted(List.of(source), REMOTE_NAMES);
  }

  static AclBinding binding(String topic, AclOperation operation, AclPermissionType permission) {
    return binding(topic, PatternType.LITERAL, operation, permission);
  }

  private static AclBinding binding(
      String topic, PatternType type, AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, type),
        new AccessControlEntry("User:ann", "*", operation, permission));
  }
}
