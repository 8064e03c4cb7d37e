package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Patience;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.MirrorClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records and what tells of them: heartbeats, checkpoints, metrics. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = MirrorLandscape.SERVICES, mode = ResourceAccessMode.READ)
abstract class ReplicationScenarios {
  private static final int PARTITIONS = 10;
  private static final int RECORDS_EACH = 10;

  abstract MirrorLandscape landscape();

  @ParameterizedTest
  @EnumSource
  void replicatesRecordsGroupsAndHeartbeats(Variant variant) {
    Mirror there = Mirror.of(landscape(), variant);
    assertReplicates(there);
    if (variant.isBothWays()) {
      assertReplicates(there.reverse());
    }
  }

  private static void assertReplicates(Mirror mirror) {
    String topic =
        mirror.newTopic(
            "test-topic",
            PARTITIONS,
            Map.of("cleanup.policy", "compact", "delete.retention.ms", "1000"));
    mirror.produce(topic, PARTITIONS, RECORDS_EACH);
    String group = Mirror.newGroup();
    assertThat(GroupReader.readOn(mirror.source(), group, List.of(topic)))
        .hasSize(PARTITIONS * RECORDS_EACH);

    mirror.awaitCopied(topic);
    TopicView copy = new TopicView(mirror.target(), mirror.remote(topic));
    assertThat(copy.partitions()).isEqualTo(PARTITIONS);
    assertThat(copy.property("cleanup.policy")).isEqualTo("compact");
    assertThat(copy.property("delete.retention.ms")).isNotEqualTo("1000");
    awaitHeartbeats(mirror);
    mirror.awaitSynced(group, topic);
    assertThat(mirror.translated(group, topic)).hasSize(PARTITIONS);
    // Who moves over reads on where he was.
    assertThat(GroupReader.readOn(mirror.target(), group, List.of(copy.name()))).isEmpty();

    String later = mirror.newTopic(1);
    mirror.produce(later, 1, RECORDS_EACH);
    mirror.awaitCopied(later);
    Checkpoints.assertMonotonic(mirror);
  }

  private static void awaitHeartbeats(Mirror mirror) {
    Map<String, Object> settings = new HashMap<>(mirror.target().clientProperties());
    settings.putAll(mirror.variant().clientSettings());
    TopicView emitted = new TopicView(mirror.source(), "heartbeats");
    TopicView copied = new TopicView(mirror.target(), mirror.sourceAlias() + ".heartbeats");
    Awaitility.await("heartbeats of " + mirror.sourceAlias())
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(emitted.endOffsets()).isPositive();
              assertThat(copied.endOffsets()).isPositive();
              try (MirrorClient client = new MirrorClient(settings)) {
                assertThat(client.upstreamClusters()).contains(mirror.sourceAlias());
                assertThat(client.replicationHops(mirror.sourceAlias())).isEqualTo(1);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void aGroupHasItsPlaceInAnEmptyPartitionToo(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(PARTITIONS);
    mirror.produce(topic, PARTITIONS - 1, RECORDS_EACH);
    String group = Mirror.newGroup();
    GroupReader.readOn(mirror.source(), group, List.of(topic));
    TopicPartition empty = new TopicPartition(mirror.remote(topic), PARTITIONS - 1);

    mirror.awaitCopied(topic);
    mirror.awaitSynced(group, topic);

    // Behind the takeover's marker, if there is one: there is nothing to read before or after.
    assertThat(mirror.translated(group, topic)).containsKey(empty);
    assertThat(mirror.translated(group, topic).get(empty)).isBetween(0L, 1L);
  }

  /** So that nobody takes the copied past for news, and groups still find their place. */
  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "TRANSACTIONAL"})
  void copiesOnlyWhatComesAfterTheStartIfToldTo(Variant variant) {
    Mirror mirror = Mirror.late(landscape(), variant);
    String topic = MirrorLandscape.earlyTopic(variant);
    TopicView copy = new TopicView(mirror.target(), mirror.remote(topic));
    int before = mirror.onSource(topic).size();
    String group = Mirror.newGroup();
    GroupReader.readOn(mirror.source(), group, List.of(topic));
    awaitTaken(mirror, copy);

    mirror.produce(topic, 1, RECORDS_EACH);

    Awaitility.await(copy.name())
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () ->
                assertThat(contents(mirror.onTarget(topic)))
                    .isNotEmpty()
                    .isEqualTo(contents(onlyAfter(before, mirror.onSource(topic)))));
    mirror.awaitSynced(group, topic);
    assertThat(GroupReader.readOn(mirror.target(), group, List.of(copy.name())))
        .hasSize(RECORDS_EACH);
  }

  private static List<ReceivedRecord> onlyAfter(int count, List<ReceivedRecord> records) {
    return records.subList(count, records.size());
  }

  /** The first takeover has left its marker: from now on records are copied. */
  private static void awaitTaken(Mirror mirror, TopicView copy) {
    Awaitility.await(copy.name() + " to be taken over by " + mirror.sourceAlias())
        .atMost(Patience.LIMIT)
        .until(() -> copy.endOffsets() > 0);
  }

  private static List<ReceivedRecord> contents(List<ReceivedRecord> records) {
    return records.stream().map(ReceivedRecord::withoutOffset).toList();
  }

  /** What MM2's users get by altering offsets: everything once more, and of this topic alone. */
  @Test
  void aRemoteTopicThatIsDeletedComesAgainWhole() {
    Mirror mirror = Mirror.of(landscape(), Variant.PLAIN);
    String topic = mirror.newTopic(2);
    String other = mirror.newTopic(2);
    for (String each : List.of(topic, other)) {
      mirror.produce(each, 2, RECORDS_EACH);
      mirror.awaitCopied(each);
    }

    TopicView copy = new TopicView(mirror.target(), mirror.remote(topic));
    Uuid deleted = copy.id();
    TopicView.get(mirror.target().admin().deleteTopics(List.of(copy.name())).all());
    Awaitility.await(copy.name() + " to be there again")
        .atMost(Patience.LIMIT)
        .until(() -> copy.exists() && !copy.id().equals(deleted));
    mirror.produce(topic, 2, RECORDS_EACH);
    mirror.produce(other, 2, RECORDS_EACH);

    mirror.awaitCopied(topic);
    mirror.awaitCopied(other);
  }

  /** On the source there is nothing of ours but heartbeats and the group of the replicators. */
  @ParameterizedTest
  @EnumSource
  void keepsItsInternalTopicsOnTheTarget(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(1);
    mirror.produce(topic, 1, RECORDS_EACH);
    mirror.awaitCopied(topic);

    Set<String> onSource = TopicView.get(mirror.source().admin().listTopics().names());
    assertThat(onSource)
        .noneMatch(each -> each.startsWith(mirror.sourceAlias() + ".") && each.endsWith("internal"))
        .doesNotContain(mirror.targetAlias() + "." + mirror.remote(topic));
    assertThat(TopicView.get(mirror.target().admin().listTopics().names()))
        .contains(mirror.sourceAlias() + ".offset-map.internal");
  }

  /** As in MM2: on the source unless told otherwise, and nowhere if switched off. */
  @ParameterizedTest
  @EnumSource
  void writesOffsetSyncsWhereItIsToldTo(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(1);
    mirror.produce(topic, 1, RECORDS_EACH);
    mirror.awaitCopied(topic);
    String onSource = "mm2-offset-syncs." + mirror.targetAlias() + ".internal";
    String onTarget = "mm2-offset-syncs." + mirror.sourceAlias() + ".internal";

    boolean source = variant == Variant.PLAIN || variant == Variant.TRANSACTIONAL;
    boolean target = variant == Variant.SECURED;
    if (source || target) {
      TestCluster cluster = source ? mirror.source() : mirror.target();
      Awaitility.await("offset syncs of " + topic)
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(OffsetSyncs.of(cluster, source ? onSource : onTarget, topic))
                      .isNotEmpty());
    }
    if (!source) {
      assertThat(OffsetSyncs.of(mirror.source(), onSource, topic)).isEmpty();
    }
    if (!target) {
      // The flow the other way has a topic of this name there.
      assertThat(OffsetSyncs.of(mirror.target(), onTarget, topic)).isEmpty();
    }
  }

  /** One of each for each topic, with the labels that operate.md names, and no others. */
  @ParameterizedTest
  @EnumSource
  void metricsTellOfEachTopic(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic("test-topic-" + SharedClusters.uniqueName("m"), 2, Map.of());
    mirror.produce(topic, 2, RECORDS_EACH);
    mirror.awaitCopied(topic);
    int records = mirror.onTarget(topic).size();

    String metrics = landscape().service(Service.REPLICATOR).get("/q/metrics");
    String labels =
        "{source=\"%s\",target=\"%s\",topic=\"%s\"}"
            .formatted(mirror.sourceAlias(), mirror.targetAlias(), topic);
    assertThat(samples(metrics, topic))
        .containsExactlyInAnyOrder(
            "chappe_records_total" + labels,
            "chappe_bytes_total" + labels,
            "chappe_batches_total" + labels,
            "chappe_lag_records" + labels,
            "chappe_recovery_point_seconds" + labels);
    assertThat(metrics).contains("chappe_records_total" + labels + " " + (double) records);
  }

  private static Set<String> samples(String metrics, String topic) {
    return metrics
        .lines()
        .filter(line -> line.contains("topic=\"" + topic + "\"") && !line.contains("le=\""))
        .map(line -> Pattern.compile(" \\S+$").matcher(line).replaceFirst(""))
        .collect(Collectors.toSet());
  }
}
