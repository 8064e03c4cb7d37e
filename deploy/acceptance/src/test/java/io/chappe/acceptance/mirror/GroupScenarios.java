package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Patience;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.ReceivedRecord;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Consumer groups that move from the source to the target. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = MirrorLandscape.SERVICES, mode = ResourceAccessMode.READ)
abstract class GroupScenarios {
  private static final int PARTITIONS = 3;

  abstract MirrorLandscape landscape();

  /** MM2 allows for up to {@code offset.lag.max} records twice; here it is none. */
  @ParameterizedTest
  @EnumSource
  void aGroupThatMovesReadsNothingTwiceAndMissesNothing(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(PARTITIONS);
    mirror.produce(topic, PARTITIONS, 30);
    String group = Mirror.newGroup();
    GroupReader.readOn(mirror.source(), group, List.of(topic));
    mirror.awaitCopied(topic);
    mirror.awaitSynced(group, topic);
    assertThat(GroupReader.readOn(mirror.target(), group, List.of(mirror.remote(topic)))).isEmpty();

    String second = mirror.newTopic(PARTITIONS);
    mirror.produce(second, PARTITIONS, 10);
    mirror.produce(topic, PARTITIONS, 5);
    GroupReader.readOn(mirror.source(), group, List.of(second));
    mirror.awaitCopied(topic);
    mirror.awaitCopied(second);
    mirror.awaitSynced(group, second);

    List<String> copies = List.of(mirror.remote(topic), mirror.remote(second));
    assertThat(GroupReader.readOn(mirror.target(), group, copies))
        .hasSize(PARTITIONS * 5)
        .allMatch(each -> each.topic().equals(mirror.remote(topic)));
    Checkpoints.assertMonotonic(mirror);
    if (variant != Variant.IDENTITY) {
      assertThat(TopicView.get(mirror.source().admin().listTopics().names()))
          .noneMatch(each -> each.endsWith(mirror.remote(topic)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGroupFarBehindIsTranslatedExactlyAndMayGoBack(Variant variant) {
    Mirror mirror = Mirror.of(landscape(), variant);
    String topic = mirror.newTopic(1);
    mirror.produce(topic, 1, 10_000);
    List<ReceivedRecord> records = mirror.onSource(topic);
    assertThat(records).hasSize(10_000);
    String group = Mirror.newGroup();
    mirror.awaitCopied(topic);

    for (int number : List.of(9_000, 1_000)) {
      mirror.commit(group, topic, 0, records.get(number).offset());

      ReceivedRecord next = mirror.onTarget(topic).get(number);
      Awaitility.await(group + " at record " + number)
          .atMost(Patience.LIMIT)
          .untilAsserted(
              () ->
                  assertThat(mirror.translated(group, topic))
                      .containsEntry(new TopicPartition(mirror.remote(topic), 0), next.offset()));
    }
  }
}
