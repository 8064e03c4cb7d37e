package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.SourceLoss;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Translation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A source that deletes records before they are copied. */
@ExtendWith(SharedClustersExtension.class)
class SourceLossIT {
  private final CopyFixture fixture;

  SourceLossIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void haltStopsThatPartitionOnlyUntilItIsAllowedToGoOn() throws Exception {
    String topic = SharedClusters.uniqueName("halted");
    TopicPartition lossy = new TopicPartition(topic, 0);
    fixture.createTopics(topic, 2);
    produce(topic, 0, 0, 100);
    copyOnce(topic, 100);
    produce(topic, 0, 100, 200);
    produce(topic, 1, 0, 50);
    deleteBefore(lossy, 150);

    try (CopyLoop loop = fixture.loop(topic)) {
      loop.onSourceLoss(SourceLoss.HALT);
      CopyFixture.copyAll(loop, topic, 2);
      await().atMost(CopyFixture.LIMIT).until(() -> stateOf(loop, lossy).equals("stopped"));

      assertThat(loop.reports().get(lossy).failure().orElseThrow().message())
          .contains("offsets 100 to 149")
          .contains("(50)")
          .contains("on.source.data.loss=halt")
          .contains("set it to continue");
      await().atMost(CopyFixture.LIMIT).until(() -> copied(topic, 1).size() == 50);
      assertThat(copied(topic, 0)).hasSize(100);
      assertThat(fixture.losses).isEmpty();

      loop.onSourceLoss(SourceLoss.CONTINUE);

      await().atMost(CopyFixture.LIMIT).until(() -> copied(topic, 0).size() == 150);
      assertThat(fixture.losses).containsExactly("100..150");
    }
    assertThat(copied(topic, 0))
        .extracting(ReceivedRecord::value)
        .containsExactlyElementsOf(values(IntStream.range(0, 200).filter(n -> n < 100 || n > 149)));
    assertOffsetsInTheGapLeadBehindIt(topic);
  }

  /** A group that stood in the gap goes on with the first record that is left. */
  private void assertOffsetsInTheGapLeadBehindIt(String topic) {
    OffsetMap map = map(topic);
    long firstAfter = copied(topic, 0).get(100).offset();
    for (long inGap = 100; inGap < 150; inGap++) {
      assertThat(map.translate(inGap)).contains(new Translation(firstAfter, Translation.Kind.GAP));
    }
    assertThat(map.translate(150)).contains(new Translation(firstAfter, Translation.Kind.EXACT));
    assertThat(map.translate(99).orElseThrow().offset())
        .isEqualTo(copied(topic, 0).get(99).offset());
  }

  @Test
  void aGapWithNothingBehindItIsPublishedOnce() throws Exception {
    String topic = SharedClusters.uniqueName("emptied");
    fixture.createTopics(topic, 1);
    produce(topic, 0, 0, 100);
    copyOnce(topic, 100);
    produce(topic, 0, 100, 160);
    deleteBefore(new TopicPartition(topic, 0), 160);
    for (int takeover = 0; takeover < 2; takeover++) {
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);
        await()
            .atMost(CopyFixture.LIMIT)
            .until(() -> positionOf(loop, new TopicPartition(topic, 0)) == 160);
        CopyFixture.release(loop, topic);
      }
    }

    assertThat(fixture.losses).containsExactly("100..160");
  }

  @Test
  void runsBelowBothLogStartsAreDroppedAndTheEndOfDeletedDataIsRemembered() throws Exception {
    String topic = SharedClusters.uniqueName("dropped");
    TopicPartition source = new TopicPartition(topic, 0);
    TopicPartition remote = new TopicPartition(CopyFixture.remote(topic), 0);
    fixture.createTopics(topic, 1);
    for (int takeover = 0; takeover < 3; takeover++) {
      produce(topic, 0, takeover * 10, (takeover + 1) * 10);
      copyOnce(topic, (takeover + 1) * 10);
    }
    assertThat(map(topic).size()).isEqualTo(3);
    deleteBefore(source, 30);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> stateOf(loop, source).equals("copying"));
      produce(topic, 0, 30, 40);
      await().atMost(CopyFixture.LIMIT).until(() -> copied(topic, 0).size() == 40);
      long end = copied(topic, 0).getLast().offset() + 1;
      deleteBefore(fixture.target, remote, end);

      loop.dropOldRuns();

      await().atMost(CopyFixture.LIMIT).until(() -> map(topic).run(0).upstream() == 30);
      await().atMost(CopyFixture.LIMIT).until(() -> map(topic).last().upstream() == 40);
      assertThat(map(topic).runs()).hasSize(2);
      assertThat(map(topic).last().previousEnd()).isEqualTo(end);
      CopyFixture.release(loop, topic);
    }
    produce(topic, 0, 40, 50);
    copyOnce(topic, 10);
    assertThat(copied(topic, 0))
        .extracting(ReceivedRecord::value)
        .containsExactlyElementsOf(values(IntStream.range(40, 50)));
  }

  private OffsetMap map(String topic) {
    return MapReader.read(fixture.target, CopyFixture.mapTopic(topic), topic, 0);
  }

  private void copyOnce(String topic, int records) {
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> copied(topic, 0).size() == records);
      CopyFixture.release(loop, topic);
    }
  }

  private static String stateOf(CopyLoop loop, TopicPartition partition) {
    PartitionReport report = loop.reports().get(partition);
    return report == null ? "" : report.state();
  }

  private static long positionOf(CopyLoop loop, TopicPartition partition) {
    PartitionReport report = loop.reports().get(partition);
    return report == null ? -1 : report.position();
  }

  private List<ReceivedRecord> copied(String topic, int partition) {
    return Records.readAll(fixture.target, CopyFixture.remote(topic)).stream()
        .filter(record -> record.partition() == partition)
        .toList();
  }

  private void produce(String topic, int partition, int from, int to) {
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, Map.of())) {
      Records.send(
          producer,
          IntStream.range(from, to)
              .mapToObj(
                  number ->
                      new ProducerRecord<byte[], byte[]>(
                          topic, partition, null, Integer.toString(number).getBytes(UTF_8)))
              .toList());
    }
  }

  private static List<String> values(IntStream numbers) {
    return numbers.mapToObj(Integer::toString).toList();
  }

  private void deleteBefore(TopicPartition partition, long offset)
      throws ExecutionException, InterruptedException {
    deleteBefore(fixture.source, partition, offset);
  }

  private static void deleteBefore(TestCluster cluster, TopicPartition partition, long offset)
      throws ExecutionException, InterruptedException {
    cluster
        .admin()
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }
}
