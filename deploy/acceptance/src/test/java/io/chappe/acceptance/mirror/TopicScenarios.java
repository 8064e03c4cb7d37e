package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Patience;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What remote topics take over from their sources, and go on to. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = MirrorLandscape.SERVICES, mode = ResourceAccessMode.READ)
abstract class TopicScenarios {
  private static final String EXCLUDED = "delete.retention.ms";
  private static final String SYNCED = "retention.bytes";

  abstract MirrorLandscape landscape();

  @ParameterizedTest
  @EnumSource
  void configurationIsSyncedButForWhatIsExcluded(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic("test-topic", 1, Map.of(EXCLUDED, "1000", SYNCED, "1000"));
    TopicView copy = awaitExists(mirror, topic);
    set(mirror.target(), copy.name(), EXCLUDED, "2000");
    set(mirror.target(), copy.name(), SYNCED, "2000");

    awaitProperty(copy, SYNCED, "1000");
    set(mirror.source(), topic, SYNCED, "3000");
    awaitProperty(copy, SYNCED, "3000");
    assertThat(copy.property(EXCLUDED)).isEqualTo("2000");
  }

  @ParameterizedTest
  @EnumSource
  void whatTheSourceNoLongerSaysBecomesTheTargetsDefault(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic("test-topic", 1, Map.of("segment.bytes", "5000000"));
    TopicView copy = awaitExists(mirror, topic);
    awaitProperty(copy, "segment.bytes", "5000000");

    alter(mirror.source(), topic, "segment.bytes", "", AlterConfigOp.OpType.DELETE);

    // What the target's brokers have in their file.
    awaitProperty(copy, "segment.bytes", "222000000");
  }

  /** The flow back of the plain variant has {@code use.defaults.from=source}. */
  @Test
  void orTheSourcesDefaultIfToldSo() {
    Mirror mirror = Mirror.of(landscape(), Variant.PLAIN).reverse();
    TopicView copy = awaitExists(mirror, mirror.newTopic(1));
    // Not what the target's brokers have in their file.
    awaitProperty(copy, SYNCED, "-1");
    set(mirror.target(), copy.name(), SYNCED, "2000");

    awaitProperty(copy, SYNCED, "-1");
  }

  @ParameterizedTest
  @EnumSource
  void aTopicThatGrowsGrowsOnTheTarget(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(10);
    TopicView copy = awaitExists(mirror, topic);
    assertThat(copy.partitions()).isEqualTo(10);

    TopicView.get(
        mirror
            .source()
            .admin()
            .createPartitions(Map.of(topic, NewPartitions.increaseTo(11)))
            .all());

    Awaitility.await(copy.name()).atMost(Patience.LIMIT).until(() -> copy.partitions() == 11);
    mirror.produce(topic, 11, 2);
    mirror.awaitCopied(topic);
  }

  @Test
  void accessControlListsAreSyncedBothWays() {
    Mirror there = Mirror.of(landscape(), Variant.SECURED);
    for (Mirror mirror : List.of(there, there.reverse())) {
      String topic = mirror.newTopic(1);
      TopicView.get(mirror.source().admin().createAcls(List.of(describe(topic))).all());

      Awaitility.await("access to " + mirror.remote(topic))
          .atMost(Patience.LIMIT)
          .until(
              () ->
                  TopicView.get(
                              mirror
                                  .target()
                                  .admin()
                                  .describeAcls(describe(mirror.remote(topic)).toFilter())
                                  .values())
                          .size()
                      == 1);
    }
  }

  private static AclBinding describe(String topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:reader", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
  }

  private static TopicView awaitExists(Mirror mirror, String topic) {
    TopicView copy = new TopicView(mirror.target(), mirror.remote(topic));
    Awaitility.await(copy.name()).atMost(Patience.LIMIT).until(copy::exists);
    return copy;
  }

  private static void awaitProperty(TopicView topic, String key, String value) {
    Awaitility.await(topic.name())
        .atMost(Patience.LIMIT)
        .untilAsserted(() -> assertThat(topic.property(key)).isEqualTo(value));
  }

  private static void set(TestCluster cluster, String topic, String key, String value) {
    alter(cluster, topic, key, value, AlterConfigOp.OpType.SET);
  }

  private static void alter(
      TestCluster cluster, String topic, String key, String value, AlterConfigOp.OpType type) {
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), type);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    TopicView.get(cluster.admin().incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
  }
}
