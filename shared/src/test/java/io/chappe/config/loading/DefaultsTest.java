package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.flowOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.CheckpointSettings;
import io.chappe.config.CopySettings;
import io.chappe.config.DeletionSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.HeartbeatSettings;
import io.chappe.config.OffsetSyncSettings;
import io.chappe.config.SourceLoss;
import io.chappe.config.StartPosition;
import io.chappe.config.TopicSettings;
import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyDefinition.Scope;
import io.chappe.naming.NameFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file that says nothing gets. */
class DefaultsTest {
  private final FlowConfig flow = flowOf();

  @Test
  void topicsAreLookedForEveryThreeSecondsAndCreatedAsTheBrokerLikes() {
    assertThat(flow.topics())
        .isEqualTo(
            new TopicSettings(
                Duration.ofSeconds(3),
                (short) -1,
                Duration.ofSeconds(10),
                (short) -1,
                true,
                Duration.ofSeconds(60),
                new DeletionSettings(false, 10, Optional.empty())));
  }

  @Test
  void offsetSyncsAreWrittenToTheSourceAsMirrorMakerWritesThem() {
    assertThat(flow.offsetSyncs()).isEqualTo(new OffsetSyncSettings(true, true, 100, (short) -1));
  }

  @Test
  void everythingIsCopiedFromItsBeginningIntoTopicsThatNobodyElseWritesTo() {
    assertThat(flow.copy())
        .isEqualTo(
            new CopySettings(
                new StartPosition.Earliest(),
                new NameFilter(List.of(), List.of()),
                32 * 1024 * 1024,
                4_000,
                1_000,
                new CopySettings.Live(SourceLoss.CONTINUE, 0, false)));
  }

  @ParameterizedTest
  @CsvSource({
    "start.from, latest, , latest",
    "start.from, consumer, latest, latest",
    "start.from, earliest, latest, earliest",
    "start.from, by_duration:PT1H, , by_duration:PT1H",
    "start.from, 2026-01-31T00:00:00Z, latest, 2026-01-31T00:00:00Z"
  })
  void copyingStartsWhereTheFlowElseTheConsumerSays(
      String key, String value, String reset, String expected) {
    FlowConfig configured =
        reset == null
            ? flowOf(key + "=" + value)
            : flowOf(key + "=" + value, "us.consumer.auto.offset.reset=" + reset);

    assertThat(configured.copy().start()).isEqualTo(StartPosition.parse(expected));
  }

  @Test
  void groupsAreCheckpointedAndSyncedEveryFiveSeconds() {
    assertThat(flow.checkpoints())
        .isEqualTo(
            new CheckpointSettings(
                true,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                true,
                Duration.ofSeconds(5),
                false,
                10,
                (short) -1));
  }

  @Test
  void aHeartbeatIsEmittedEachSecond() {
    assertThat(flow.heartbeats())
        .isEqualTo(new HeartbeatSettings(true, Duration.ofSeconds(1), (short) -1));
  }

  @Test
  void remoteTopicsCarryTheAliasAndADot() {
    assertThat(flow.naming().remoteTopic("orders")).isEqualTo("us.orders");
    assertThat(flow.naming().checkpointsTopic()).isEqualTo("us.checkpoints.internal");
    assertThat(flow.configFilter().useSourceDefaults()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "orders.eu", "mm2.orders", "replica"})
  void ordinaryTopicsArePicked(String topic) {
    assertThat(flow.replicates(topic)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mm2-configs.us.internal", "orders.replica", "__consumer_offsets", "eu.orders"})
  void internalTopicsReplicasAndCopiesAreNotPicked(String topic) {
    assertThat(flow.replicates(topic)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"console-consumer-1", "connect-sink", "__group"})
  void groupsOfToolsAndConnectAreNotPicked(String group) {
    assertThat(flow.groupFilter().accepts(group)).isFalse();
    assertThat(flow.groupFilter().accepts("my-" + group)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "follower.replication.throttled.replicas",
        "leader.replication.throttled.replicas",
        "message.timestamp.difference.max.ms",
        "log.message.timestamp.before.max.ms",
        "log.message.timestamp.after.max.ms",
        "message.timestamp.type",
        "unclean.leader.election.enable",
        "min.insync.replicas"
      })
  void propertiesThatBelongToOneClusterAreNotCopied(String property) {
    assertThat(flow.configFilter().accepts(property)).isFalse();
    assertThat(flow.configFilter().accepts("retention.ms")).isTrue();
  }

  @Test
  void homeIsTheFirstCluster() {
    assertThat(ConfigFixture.configOf().home()).isEqualTo("us");
    assertThat(ConfigFixture.configOf("home=eu").home()).isEqualTo("eu");
  }

  @Test
  void noOtherDefaultDiffersFromMm2s() {
    Set<String> differing =
        ChappeKeys.ALL.stream()
            .filter(KeyDefinition::differsFromMm2)
            .map(KeyDefinition::name)
            .collect(Collectors.toSet());

    assertThat(differing)
        .containsExactlyInAnyOrder(
            "refresh.topics.interval.seconds",
            "refresh.groups.interval.seconds",
            "emit.checkpoints.interval.seconds",
            "sync.group.offsets.enabled",
            "sync.group.offsets.interval.seconds",
            "sync.topic.configs.interval.seconds",
            "sync.topic.acls.interval.seconds",
            "replication.factor",
            "checkpoints.topic.replication.factor",
            "heartbeats.topic.replication.factor",
            "offset-syncs.topic.replication.factor");
  }

  @Test
  void everyDefaultIsAValueOfItsKey() {
    assertThat(ChappeKeys.ALL)
        .filteredOn(key -> key.scope() != Scope.FILE)
        .allSatisfy(key -> assertThat(key.defaultValue()).isNotNull());
  }

  @Test
  void aSwitchedOffIntervalIsZero() {
    FlowConfig off =
        flowOf(
            "refresh.topics.enabled=false",
            "sync.topic.configs.enabled=false",
            "sync.topic.acls.enabled=false",
            "refresh.groups.enabled=false");

    assertThat(off.topics().refreshInterval()).isZero();
    assertThat(off.topics().syncConfigsInterval()).isZero();
    assertThat(off.topics().syncAclsInterval()).isZero();
    assertThat(off.checkpoints().refreshGroupsInterval()).isZero();
  }

  @Test
  void nothingOrdinaryIsWarnedAbout() {
    assertThat(ConfigFixture.warningsOf()).isEmpty();
  }
}
