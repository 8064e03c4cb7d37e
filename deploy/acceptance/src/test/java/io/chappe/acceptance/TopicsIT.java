package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Topics appear, grow and go on the source while the services run, with default settings. */
@Isolated
@ExtendWith(LandscapeExtension.class)
class TopicsIT {
  /** Within which new topics and partitions are seen and their first records copied. */
  private static final Duration DISCOVERY = Duration.ofSeconds(5);

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(8);

  @Test
  void copiesANewTopicWithinSeconds(Landscape landscape) {
    String topic = SharedClusters.uniqueName("new");
    landscape.us().createTopic(topic, 2);
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);

    sendOneTo(landscape, topic, 1);

    awaitCopied(landscape, topic);
    assertThat(copy.partitions()).isEqualTo(2);
  }

  @Test
  void copiesANewPartitionWithinSeconds(Landscape landscape) {
    String topic = SharedClusters.uniqueName("growing");
    landscape.us().createTopic(topic, 1);
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);
    sendOneTo(landscape, topic, 0);
    awaitCopied(landscape, topic);

    TopicView.get(
        landscape.us().admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all());
    sendOneTo(landscape, topic, 2);

    awaitCopied(landscape, topic);
    assertThat(copy.partitions()).isEqualTo(3);
    new Faithfulness(landscape.us(), landscape.eu()).assertSameRecords(topic, copy.name());
  }

  @Test
  void givesTheCopyTheConfigurationOfTheOriginal(Landscape landscape) {
    String topic = SharedClusters.uniqueName("configured");
    Map<String, String> configuration =
        Map.of("retention.ms", "123456789", "cleanup.policy", "compact,delete");
    landscape.us().createTopic(topic, 1, configuration);
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);

    Awaitility.await().atMost(DISCOVERY).until(copy::exists);

    assertThat(copy.property("retention.ms")).isEqualTo("123456789");
    assertThat(copy.property("cleanup.policy")).isEqualTo("compact,delete");
  }

  @Test
  void leavesADeletedTopicDeletedAndItsCopyAlone(Landscape landscape) {
    String topic = SharedClusters.uniqueName("deleted");
    landscape.us().createTopic(topic, 2);
    TopicView original = new TopicView(landscape.us(), topic);
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);
    Records.produce(landscape.us(), topic, CompressionType.SNAPPY, 100);
    awaitCopied(landscape, topic);

    TopicView.get(landscape.us().admin().deleteTopics(List.of(topic)).all());

    Awaitility.await()
        .during(LONG_ENOUGH)
        .atMost(LONG_ENOUGH.plusSeconds(5))
        .until(() -> !original.exists());
    assertThat(Records.readAll(landscape.eu(), copy.name())).hasSize(100);
  }

  private static void awaitCopied(Landscape landscape, String topic) {
    new Faithfulness(landscape.us(), landscape.eu()).awaitCopied(topic, "us." + topic, DISCOVERY);
  }

  private static void sendOneTo(Landscape landscape, String topic, int partition) {
    // The first answer about a partition just created may be that there is none.
    Map<String, Object> settings = Map.of("metadata.max.age.ms", 200);
    try (Producer<byte[], byte[]> producer = Records.producer(landscape.us(), settings)) {
      Records.send(
          producer,
          List.of(new ProducerRecord<>(topic, partition, new byte[] {1}, new byte[] {2})));
    }
  }
}
