package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The measure itself: it has to tell a copy from what only looks like one. */
@ExtendWith(SharedClustersExtension.class)
class FaithfulnessIT {
  private static final int RECORDS = 2_000;

  @Test
  void tellsRecordsThatWereBatchedAnew(SharedClusters clusters) {
    String topic = SharedClusters.uniqueName("batched");
    List<ProducerRecord<byte[], byte[]>> records = RuntimeImage.records(topic, RECORDS);
    send(clusters.us(), topic, 65_536, records);
    send(clusters.eu(), topic, 1_024, records);

    Faithfulness faithfulness = new Faithfulness(clusters.us(), clusters.eu());

    faithfulness.awaitCopied(topic, topic, Duration.ofSeconds(10));
    faithfulness.assertSameRecords(topic, topic);
    assertThatThrownBy(() -> faithfulness.assertSameBatches(topic, topic, CompressionType.LZ4))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("batches of " + topic);
  }

  @Test
  void tellsALostRecordAndAChangedOne(SharedClusters clusters) {
    String topic = SharedClusters.uniqueName("lost");
    List<ProducerRecord<byte[], byte[]>> records = RuntimeImage.records(topic, RECORDS);
    send(clusters.us(), topic, 65_536, records);
    send(clusters.eu(), topic, 65_536, records.subList(0, RECORDS - 1));
    Faithfulness faithfulness = new Faithfulness(clusters.us(), clusters.eu());

    assertThatThrownBy(() -> faithfulness.assertSameRecords(topic, topic))
        .hasMessageContaining("number of " + topic);

    ProducerRecord<byte[], byte[]> last = records.getLast();
    ProducerRecord<byte[], byte[]> headless =
        new ProducerRecord<>(topic, null, last.timestamp(), last.key(), last.value());
    send(clusters.eu(), topic, 65_536, List.of(headless));
    assertThatThrownBy(() -> faithfulness.assertSameRecords(topic, topic))
        .hasMessageContaining(topic + "-0, number " + (RECORDS - 1));
  }

  @Test
  void takesWhatLiesInTheRuntimeImage() {
    List<ProducerRecord<byte[], byte[]>> records = RuntimeImage.records("image", 50_000);

    assertThat(records).hasSize(50_000);
    assertThat(records).anyMatch(each -> each.value() == null);
    assertThat(records).anyMatch(each -> each.value() != null && each.value().length == 0);
    assertThat(records).anyMatch(each -> each.value() != null && each.value().length > 5_000);
    long bytes =
        records.stream().mapToLong(each -> each.value() == null ? 0 : each.value().length).sum();
    assertThat(bytes).isGreaterThan(1_000_000);
  }

  private static void send(
      TestCluster cluster,
      String topic,
      int batchSize,
      List<ProducerRecord<byte[], byte[]>> records) {
    if (!new TopicView(cluster, topic).exists()) {
      cluster.createTopic(topic, 1);
    }
    Map<String, Object> settings =
        Map.of("compression.type", "lz4", "linger.ms", 100, "batch.size", batchSize);
    try (Producer<byte[], byte[]> producer = Records.producer(cluster, settings)) {
      Records.send(producer, records);
    }
  }
}
