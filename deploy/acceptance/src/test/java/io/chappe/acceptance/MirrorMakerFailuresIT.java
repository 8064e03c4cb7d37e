package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.DelayingProxy;
import io.chappe.testing.ReceivedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What happens here where MM2 loses, mixes up or holds up without a word: the records, and what a
 * user sees in health, metrics and log. The module's README tells which failure is tested where.
 */
@ExtendWith(LandscapeExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorMakerFailuresIT {
  private FailureFlows flows;
  private Landscape landscape;

  @BeforeAll
  void letItHappen(Landscape shared) {
    landscape = shared;
    flows = FailureFlows.afterMishaps(shared);
  }

  @AfterAll
  void end() {
    if (flows != null) {
      flows.close();
    }
  }

  @Test
  void recordsThatTheSourceDeletedBeforeTheyWereCopiedAreNamedAndCounted() {
    flows.awaitCopied(
        flows.gap,
        Stream.concat(FailureFlows.values("old-", 0, 100), FailureFlows.values("old-", 150, 200)));

    awaitMetric(
        "chappe_source_lost_offsets_total{source=\"lossy\",target=\"kept\",topic=\"%s\"} 50.0"
            .formatted(flows.gap));
    assertThat(linesWith("ERROR", "topic=" + flows.gap + " "))
        .singleElement()
        .asString()
        .contains("source deleted records before they were copied: flow=lossy->kept")
        .contains("partition=0 from=100 to=150 records=50");
    assertThat(readiness())
        .contains("\"lossy->kept sourceLosses\": \"1\"")
        .contains("\"lossy->kept sourceLostOffsets\": \"50\"")
        .contains(flows.gap + "-0 offsets 100 to 149 (50)");
  }

  @Test
  void aTopicCreatedAgainWhileNobodyLookedIsCopiedWholeWhetherItIsLongerOrShorter() {
    assertCopiedAgain(flows.longer, 150);
    assertCopiedAgain(flows.shorter, 50);

    awaitMetric(
        "chappe_errors_total{reason=\"source_topic_recreated\",source=\"lossy\",target=\"kept\"} 2.0");
    assertThat(readiness()).contains("\"lossy->kept recreatedPartitions\": \"2\"");
  }

  private void assertCopiedAgain(String topic, int records) {
    flows.awaitCopied(
        topic,
        Stream.concat(
            FailureFlows.values("old-", 0, FailureFlows.OLD),
            FailureFlows.values("new-", 0, records)));
    assertThat(linesWith("WARN", "topic=" + topic + " "))
        .singleElement()
        .asString()
        .contains("topic was deleted and created again");
  }

  @Test
  void wherePeopleWantToBeAskedAboutALossThatPartitionHaltsAndNoOther() {
    flows.awaitCopied(flows.besideStrict, FailureFlows.values("old-", 0, 200));
    awaitMetric("chappe_partitions{source=\"strict\",state=\"stopped\",target=\"kept\"} 1.0");

    assertThat(flows.copied(flows.strict)).hasSize(FailureFlows.OLD);
    assertThat(readiness())
        .contains("\"strict->kept\": \"DEGRADED\"")
        .contains("offsets 100 to 149")
        .contains("set it to continue");
    assertThat(flows.replicator().get("/q/health/live")).doesNotContain("DOWN");
    assertThat(linesWith("ERROR", "topic=" + flows.strict + " "))
        .singleElement()
        .asString()
        .contains("partition stopped: flow=strict->kept")
        .contains("on.source.data.loss=halt");
  }

  @Test
  void aTopicThatCantBeCreatedOnTheTargetHoldsUpNoOther() {
    flows.awaitCopied(flows.good, FailureFlows.values("old-", 0, 200));

    Awaitility.await()
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () ->
                assertThat(readiness())
                    .contains("\"lossy->kept\": \"DEGRADED\"")
                    .contains("topic " + flows.tooLong + ": ")
                    .contains("249"));
    assertThat(linesWith("WARN", "remote topic not created, will be tried again"))
        .singleElement()
        .asString()
        .contains(flows.tooLong);
    // Tried again all the time, but not said again.
    assertThat(linesWith("ERROR", flows.tooLong)).isEmpty();
    assertThat(flows.replicator().get("/q/health/live")).doesNotContain("DOWN");
  }

  @Test
  void aFlowThatBeganWithoutItsSourceGoesOnWithinSecondsOfItsReturn() {
    flows.awaitCopied(flows.good, FailureFlows.values("old-", 0, 200));
    Awaitility.await()
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () ->
                assertThat(readiness())
                    .contains("\"away->kept\": \"DEGRADED\"")
                    .containsPattern("\"away->kept last error\": \"cluster away: "));
    assertThat(
            linesWith("WARN", "cluster is away, will be tried again: flow=away->kept cluster=away"))
        .hasSize(1);
    assertThat(flows.replicator().get("/q/health/live")).doesNotContain("DOWN");

    try (DelayingProxy back =
        new DelayingProxy(flows.portOfAway(), flows.portOfUs(), Duration.ZERO)) {
      assertThat(back.address()).isNotEmpty();
      Awaitility.await()
          .atMost(Patience.LIMIT)
          .until(new TopicView(landscape.eu(), flows.remote(flows.away))::exists);
      flows.awaitCopied(flows.away, FailureFlows.values("old-", 0, FailureFlows.OLD));
    }
  }

  @Test
  void aKeyWithoutEffectIsNamedAtTheStart() {
    for (String key :
        List.of(
            "lossy.topics",
            "kept.producer.override.linger.ms",
            "source.consumer.max.poll.records",
            "offset.flush.interval.ms")) {
      assertThat(linesWith("WARN", "configuration: ").filter(line -> line.contains(key)))
          .as(key)
          .hasSize(1);
    }
  }

  @Test
  void aTopicNamedLikeACopyOfTheTargetsIsLeftOutWithALineThatSaysWhy() {
    assertThat(linesWith("INFO", "not replicated: flow=lossy->kept"))
        .anySatisfy(line -> assertThat(line).contains(flows.likeACopy).contains("reason="));
    assertThat(new TopicView(landscape.eu(), "lossy." + flows.likeACopy).exists()).isFalse();
  }

  @Test
  void namesThatEndLikeHeartbeatsStayAsTheyAreUnderTheIdentityPolicy() {
    flows.awaitCopied(flows.heartbeats, FailureFlows.values("old-", 0, 200));

    assertThat(new TopicView(landscape.eu(), "same." + flows.heartbeats).exists()).isFalse();
  }

  /** And what it counts is each flow's own, however many groups and partitions there are. */
  @Test
  void groupsThatLagAreTranslatedExactlyAfterARestartOfTheCheckpointsToo() {
    flows.awaitCopied(flows.good, FailureFlows.values("old-", 0, 200));
    flows.awaitCopied(
        flows.gap,
        Stream.concat(FailureFlows.values("old-", 0, 100), FailureFlows.values("old-", 150, 200)));
    String one = flows.newGroup();
    String other = flows.newGroup();
    commit(one, flows.good, 3);
    try (ServiceProcess first = flows.startCheckpoints()) {
      awaitTranslated(one, flows.good, "old-3");
      first.sigterm();
      first.awaitExit(Patience.LIMIT);
    }

    commit(one, flows.good, 7);
    commit(one, flows.gap, 160);
    commit(other, flows.good, 5);
    try (ServiceProcess second = flows.startCheckpoints()) {
      awaitTranslated(one, flows.good, "old-7");
      awaitTranslated(one, flows.gap, "old-160");
      awaitTranslated(other, flows.good, "old-5");

      String labels = "{source=\"lossy\",target=\"kept\"}";
      Awaitility.await()
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(second.get("/q/metrics").lines())
                      .contains("chappe_groups" + labels + " 2.0")
                      .contains("chappe_checkpoints_total" + labels + " 3.0"));
      assertThat(second.output()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  private void commit(String group, String topic, long offset) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset));
    TopicView.get(landscape.us().admin().alterConsumerGroupOffsets(group, offsets).all());
  }

  private void awaitTranslated(String group, String topic, String nextValue) {
    TopicPartition copy = new TopicPartition(flows.remote(topic), 0);
    long expected =
        flows.copied(topic).stream()
            .filter(each -> each.value().equals(nextValue))
            .mapToLong(ReceivedRecord::offset)
            .findFirst()
            .orElseThrow();
    Awaitility.await(group + " at " + nextValue)
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        RemoteClusterUtils.translateOffsets(
                            landscape.eu().clientProperties(),
                            "lossy",
                            group,
                            Duration.ofSeconds(10)))
                    .hasEntrySatisfying(
                        copy, translated -> assertThat(translated.offset()).isEqualTo(expected)));
  }

  private String readiness() {
    return flows.replicator().get("/q/health/ready");
  }

  private void awaitMetric(String sample) {
    Awaitility.await(sample)
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () -> assertThat(flows.replicator().get("/q/metrics").lines()).contains(sample));
  }

  private Stream<String> linesWith(String level, String text) {
    Pattern leveled = Pattern.compile("\\b" + level + "\\b");
    return flows.replicator().output().stream()
        .filter(line -> leveled.matcher(line).find() && line.contains(text));
  }
}
