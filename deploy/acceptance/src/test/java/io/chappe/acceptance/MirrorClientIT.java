package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.connect.mirror.MirrorClient;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** MM2's own client library, as it is published, understands what our services write. */
@ExtendWith(LandscapeExtension.class)
class MirrorClientIT {
  private static final int RECORDS = 1_000;
  private static final long COMMITTED = 400;

  @Test
  void seesTheOtherClusterOneHopAwayInBothDirections(Landscape landscape) {
    topicWithGroup(landscape.us(), SharedClusters.uniqueName("readers"));
    topicWithGroup(landscape.eu(), SharedClusters.uniqueName("readers"));

    Awaitility.await("heartbeats and checkpoints on both sides")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertSeesUpstream(landscape.eu(), "us");
              assertSeesUpstream(landscape.us(), "eu");
            });
  }

  @Test
  void listsRemoteTopics(Landscape landscape) {
    String topic = SharedClusters.uniqueName("remote");
    landscape.us().createTopic(topic, 1);

    Awaitility.await(topic + " among the remote topics")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              try (MirrorClient client = new MirrorClient(landscape.eu().clientProperties())) {
                assertThat(client.remoteTopics("us")).contains("us." + topic);
                assertThat(client.remoteTopics()).doesNotContain(topic);
              }
            });
  }

  @Test
  void translatesAGroupsOffsetsFromEitherSide(Landscape landscape) {
    assertTranslates(landscape.us(), landscape.eu());
    assertTranslates(landscape.eu(), landscape.us());
  }

  private static void assertSeesUpstream(TestCluster cluster, String upstream)
      throws InterruptedException {
    try (MirrorClient client = new MirrorClient(cluster.clientProperties())) {
      assertThat(client.heartbeatTopics()).contains("heartbeats", upstream + ".heartbeats");
      assertThat(client.checkpointTopics()).contains(upstream + ".checkpoints.internal");
      assertThat(client.upstreamClusters()).contains(upstream);
      assertThat(client.replicationHops(upstream)).isEqualTo(1);
    }
  }

  private static void assertTranslates(TestCluster source, TestCluster target) {
    String group = SharedClusters.uniqueName("readers");
    String topic = topicWithGroup(source, group);
    TopicPartition copy = new TopicPartition(source.name() + "." + topic, 0);

    ReceivedRecord expected = recordAt(Records.readAll(source, topic), COMMITTED);
    Awaitility.await(group + " to be translated from " + source.name())
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              OffsetAndMetadata translated = translated(source, target, group).get(copy);
              assertThat(translated).isNotNull();
              List<ReceivedRecord> copies = Records.readAll(target, copy.topic());
              assertThat(recordAt(copies, translated.offset()).withoutOffset())
                  .isEqualTo(expected.withoutOffset());
            });
  }

  /** A topic with records, of which the group has read some; returns the topic's name. */
  private static String topicWithGroup(TestCluster source, String group) {
    String topic = SharedClusters.uniqueName("read");
    source.createTopic(topic, 1);
    Records.produce(source, topic, CompressionType.ZSTD, RECORDS);
    commit(source, group, new TopicPartition(topic, 0));
    return topic;
  }

  private static void commit(TestCluster source, String group, TopicPartition partition) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        Map.of(partition, new OffsetAndMetadata(COMMITTED, "from the test"));
    TopicView.get(source.admin().alterConsumerGroupOffsets(group, offsets).all());
  }

  private static Map<TopicPartition, OffsetAndMetadata> translated(
      TestCluster source, TestCluster target, String group)
      throws InterruptedException, TimeoutException {
    return RemoteClusterUtils.translateOffsets(
        target.clientProperties(), source.name(), group, Duration.ofSeconds(10));
  }

  private static ReceivedRecord recordAt(List<ReceivedRecord> records, long offset) {
    return records.stream().filter(each -> each.offset() >= offset).findFirst().orElseThrow();
  }
}
