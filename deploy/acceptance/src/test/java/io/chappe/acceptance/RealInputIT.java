package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody here generated, with every codec, from one cluster to the other. */
@ExtendWith(LandscapeExtension.class)
class RealInputIT {
  private static final int RECORDS = 50_000;
  private static final int PARTITIONS = 4;

  @Test
  void copiesEveryRecordAndEveryBatchAsItIs(Landscape landscape) {
    Map<CompressionType, String> topics = createTopics(landscape, "real");

    topics.forEach((codec, topic) -> produce(landscape, topic, codec, 0, RECORDS));

    assertCopied(landscape, topics);
  }

  @Test
  void copiesAllTheSameWhileATargetBrokerIsKilled(Landscape landscape) {
    Map<CompressionType, String> topics = createTopics(landscape, "real-killed");
    int half = RECORDS / 2;
    topics.forEach((codec, topic) -> produce(landscape, topic, codec, 0, half));
    awaitSomeOf(landscape, topics.get(CompressionType.NONE));

    // What is produced from here on can only be copied while or after the broker dies.
    CompletableFuture<Void> producing =
        CompletableFuture.runAsync(
            () ->
                topics.forEach((codec, topic) -> produce(landscape, topic, codec, half, RECORDS)));
    landscape.eu().killBroker(2);

    producing.join();
    awaitCopied(landscape, topics);
    landscape.eu().startBroker(2);
    topics.values().forEach(topic -> awaitInSync(landscape, "us." + topic));
    assertCopied(landscape, topics);
  }

  private static Map<CompressionType, String> createTopics(Landscape landscape, String stem) {
    Map<CompressionType, String> topics = new EnumMap<>(CompressionType.class);
    for (CompressionType codec : CompressionType.values()) {
      String topic = SharedClusters.uniqueName(stem + "-" + codec.name);
      landscape.us().createTopic(topic, PARTITIONS);
      topics.put(codec, topic);
    }
    return topics;
  }

  private static void produce(
      Landscape landscape, String topic, CompressionType codec, int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records =
        RuntimeImage.records(topic, RECORDS).subList(from, to);
    Map<String, Object> settings =
        Map.of("compression.type", codec.name, "linger.ms", 200, "batch.size", 65_536);
    try (Producer<byte[], byte[]> producer = Records.producer(landscape.us(), settings)) {
      Records.send(producer, records);
    }
  }

  private static void awaitSomeOf(Landscape landscape, String topic) {
    TopicView copy = new TopicView(landscape.eu(), "us." + topic);
    Awaitility.await(topic + " to be on its way")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> copy.endOffsets() > 0);
  }

  private static void awaitInSync(Landscape landscape, String topic) {
    Awaitility.await(topic + " to be in sync")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(new TopicView(landscape.eu(), topic)::isInSync);
  }

  private static void awaitCopied(Landscape landscape, Map<CompressionType, String> topics) {
    Faithfulness faithfulness = new Faithfulness(landscape.us(), landscape.eu());
    topics.values().forEach(topic -> faithfulness.awaitCopied(topic, "us." + topic, LIMIT));
  }

  private static void assertCopied(Landscape landscape, Map<CompressionType, String> topics) {
    awaitCopied(landscape, topics);
    Faithfulness faithfulness = new Faithfulness(landscape.us(), landscape.eu());
    AtomicInteger carriedAsTheyAre = new AtomicInteger();
    topics.forEach(
        (codec, topic) -> {
          assertThat(new TopicView(landscape.us(), topic).endOffsets()).isEqualTo(RECORDS);
          faithfulness.assertSameRecords(topic, "us." + topic);
          carriedAsTheyAre.addAndGet(faithfulness.assertSameBatches(topic, "us." + topic, codec));
        });
    assertThat(carriedAsTheyAre).as("batches that are the same").hasPositiveValue();
  }
}
