package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamingTest {
  private static final FlowId FLOW = new FlowId("us", "eu");
  private final TopicNaming prefixed = TopicNaming.prefixed(FLOW, Separators.DOT);
  private final TopicNaming identity =
      TopicNaming.identity(FLOW, Separators.DOT, Set.of("us", "eu", "asia"));

  @Test
  void namesFollowTheSeparator() {
    assertThat(prefixed.remoteTopic("orders")).isEqualTo("us.orders");
    assertThat(prefixed.heartbeatsTopic()).isEqualTo("heartbeats");
    assertThat(prefixed.checkpointsTopic()).isEqualTo("us.checkpoints.internal");
    assertThat(prefixed.offsetMapTopic()).isEqualTo("us.offset-map.internal");
    assertThat(prefixed.offsetSyncsTopicOnSource()).isEqualTo("mm2-offset-syncs.eu.internal");
    assertThat(prefixed.offsetSyncsTopicOnTarget()).isEqualTo("mm2-offset-syncs.us.internal");

    TopicNaming underscore = TopicNaming.prefixed(FLOW, new Separators("_", true));
    assertThat(underscore.remoteTopic("orders")).isEqualTo("us_orders");
    assertThat(underscore.heartbeatsTopic()).isEqualTo("heartbeats");
    assertThat(underscore.checkpointsTopic()).isEqualTo("us_checkpoints_internal");
    assertThat(underscore.offsetMapTopic()).isEqualTo("us_offset-map_internal");
    assertThat(underscore.offsetSyncsTopicOnSource()).isEqualTo("mm2-offset-syncs_eu_internal");

    TopicNaming mixed = TopicNaming.prefixed(FLOW, new Separators("_", false));
    assertThat(mixed.remoteTopic("orders")).isEqualTo("us_orders");
    assertThat(mixed.checkpointsTopic()).isEqualTo("us.checkpoints.internal");
    assertThat(mixed.offsetMapTopic()).isEqualTo("us.offset-map.internal");
    assertThat(mixed.offsetSyncsTopicOnSource()).isEqualTo("mm2-offset-syncs.eu.internal");
  }

  @Test
  void identityKeepsNamesButPrefixesWhatBelongsToAFlow() {
    assertThat(identity.remoteTopic("orders")).isEqualTo("orders");
    assertThat(identity.remoteTopic("heartbeats")).isEqualTo("us.heartbeats");
    assertThat(identity.remoteTopic("asia.heartbeats")).isEqualTo("us.asia.heartbeats");
    assertThat(identity.checkpointsTopic()).isEqualTo("us.checkpoints.internal");
    assertThat(identity.offsetMapTopic()).isEqualTo("us.offset-map.internal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-heartbeats", "my.heartbeats", "heartbeats.us", "us.my-heartbeats"})
  void identityDoesNotTakeAUsersTopicForHeartbeats(String topic) {
    assertThat(identity.remoteTopic(topic)).isEqualTo(topic);
    assertThat(identity.isHeartbeatsTopic(topic)).isFalse();
    assertThat(identity.mayBeReplicated(topic)).isTrue();
  }

  @Test
  void heartbeatsAreKnownAcrossHops() {
    for (TopicNaming naming : new TopicNaming[] {prefixed, identity}) {
      assertThat(naming.isHeartbeatsTopic("heartbeats")).isTrue();
      assertThat(naming.isHeartbeatsTopic("asia.heartbeats")).isTrue();
      assertThat(naming.isHeartbeatsTopic("heartbeats.asia")).isFalse();
      assertThat(naming.mayBeReplicated("heartbeats")).isTrue();
      assertThat(naming.mayBeReplicated("asia.heartbeats")).isTrue();
      assertThat(naming.mayBeReplicated("eu.heartbeats")).isFalse();
      assertThat(naming.mayBeReplicated("asia.eu.heartbeats")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__consumer_offsets",
        "__transaction_state",
        ".hidden",
        "mm2-offset-syncs.eu.internal",
        "mm2-configs.us.internal",
        "mm2x.internal",
        "asia.checkpoints.internal",
        "us.offset-map.internal",
        "chappe.status.internal",
        "chappe.config.internal"
      })
  void internalTopicsAreNeverReplicatedWhateverTheSeparator(String topic) {
    TopicNaming underscore = TopicNaming.prefixed(FLOW, new Separators("_", true));
    for (TopicNaming naming : new TopicNaming[] {prefixed, identity, underscore}) {
      assertThat(naming.isInternalTopic(topic)).isTrue();
      assertThat(naming.reasonNotReplicated(topic)).hasValue("it is an internal topic");
    }
  }

  @Test
  void internalTopicsWithTheFlowsSeparatorAreNeverReplicated() {
    TopicNaming underscore = TopicNaming.prefixed(FLOW, new Separators("_", true));

    assertThat(underscore.mayBeReplicated(underscore.offsetMapTopic())).isFalse();
    assertThat(underscore.mayBeReplicated(underscore.checkpointsTopic())).isFalse();
    assertThat(underscore.mayBeReplicated(underscore.offsetSyncsTopicOnSource())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"orders", "foo.internal", "chappe", "chappe-internal", "euro.orders", "eu", "eu."})
  void ordinaryTopicsMayBeReplicated(String topic) {
    assertThat(prefixed.mayBeReplicated(topic)).isTrue();
  }

  @Test
  void aTopicThatLooksLikeACopyFromTheTargetIsNotReplicatedAndTheReasonIsTold() {
    assertThat(prefixed.reasonNotReplicated("eu.orders"))
        .hasValueSatisfying(reason -> assertThat(reason).contains("copy of a topic of eu"));
    assertThat(prefixed.mayBeReplicated("asia.eu.orders")).isFalse();
    assertThat(prefixed.mayBeReplicated("asia.orders")).isTrue();
    assertThat(identity.mayBeReplicated("eu.orders")).isTrue();
  }

  @Test
  void aCopyFromTheTargetIsFoundThereUnderItsOwnName() {
    assertThat(prefixed.topicOnTarget("orders")).isEqualTo("us.orders");
    assertThat(prefixed.topicOnTarget("eu.orders")).isEqualTo("orders");
    assertThat(prefixed.topicOnTarget("asia.orders")).isEqualTo("us.asia.orders");
    assertThat(identity.topicOnTarget("orders")).isEqualTo("orders");
  }

  @Test
  void anyPolicyOfMm2CanBeUsed() {
    assertThat(new TopicNaming(FLOW, new DefaultReplicationPolicy()).offsetMapTopic())
        .isEqualTo("us.offset-map.internal");
  }
}
