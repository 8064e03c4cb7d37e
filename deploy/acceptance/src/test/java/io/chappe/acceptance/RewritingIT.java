package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.FreePorts;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Batches that are opened and built anew because their records are transformed: by the service as
 * it is built, which has to have each codec, Connect's transformations and JSON with it.
 */
@ExtendWith(LandscapeExtension.class)
class RewritingIT {
  private static final int RECORDS = 500;

  @Test
  void transformedRecordsKeepTheirCodec(Landscape landscape) {
    String stem = SharedClusters.uniqueName("rewritten");
    Map<CompressionType, String> topics = new EnumMap<>(CompressionType.class);
    for (CompressionType codec : CompressionType.values()) {
      String topic = stem + "-" + codec.name;
      landscape.us().createTopic(topic, 1);
      produce(landscape, topic, codec);
      topics.put(codec, topic);
    }

    Path configuration = configuration(landscape, stem);
    try (ServiceProcess replicator =
        ServiceProcess.start(Service.REPLICATOR, configuration, FreePorts.find(1).getFirst())) {
      replicator.awaitReady();
      topics.forEach((codec, topic) -> assertRewritten(landscape, topic, codec, replicator));
    }
  }

  private static void assertRewritten(
      Landscape landscape, String topic, CompressionType codec, ServiceProcess replicator) {
    String copy = "west." + topic;
    try {
      new Faithfulness(landscape.us(), landscape.eu()).awaitCopied(topic, copy, LIMIT);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(topic + " is not copied:\n" + replicator.outputTail(), e);
    }
    List<ReceivedRecord> records = Records.readAll(landscape.eu(), copy, true);
    assertThat(records)
        .hasSize(RECORDS)
        .allSatisfy(
            each -> {
              assertThat(each.value()).contains("\"card\":\"\"").doesNotContain("4242");
              assertThat(each.headers()).contains("via=chappe");
            });
    assertThat(records)
        .extracting(ReceivedRecord::key)
        .containsExactlyElementsOf(
            IntStream.range(0, RECORDS).mapToObj(number -> "key-" + number).toList());
    int leader = new TopicView(landscape.eu(), copy).leaders().get(0);
    assertThat(StoredBatches.read(landscape.eu(), leader, copy, 0))
        .isNotEmpty()
        .allSatisfy(batch -> assertThat(batch.codec()).isEqualTo(codec));
  }

  private static void produce(Landscape landscape, String topic, CompressionType codec) {
    List<ProducerRecord<byte[], byte[]>> records =
        IntStream.range(0, RECORDS).mapToObj(number -> record(topic, number)).toList();
    Map<String, Object> settings = Map.of("compression.type", codec.name, "linger.ms", 50);
    try (Producer<byte[], byte[]> producer = Records.producer(landscape.us(), settings)) {
      Records.send(producer, records);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int number) {
    String value = "{\"number\":%d,\"card\":\"4242 4242 4242 4242\"}".formatted(number);
    return new ProducerRecord<>(
        topic,
        ("key-" + number).getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8));
  }

  /** A flow of its own between the clusters of all tests, under other names. */
  private static Path configuration(Landscape landscape, String stem) {
    return Landscape.write(
        """
        clusters = west, east
        west.bootstrap.servers = %s
        east.bootstrap.servers = %s
        west->east.enabled = true
        west->east.topics = %s-.*
        west->east.heartbeats.replication.enabled = false
        replication.factor = -1
        offset-map.topic.replication.factor = -1
        offset-syncs.topic.replication.factor = -1
        west->east.transforms = mask, mark
        west->east.transforms.mask.type = org.apache.kafka.connect.transforms.MaskField$Value
        west->east.transforms.mask.fields = card
        west->east.transforms.mark.type = org.apache.kafka.connect.transforms.InsertHeader
        west->east.transforms.mark.header = via
        west->east.transforms.mark.value.literal = chappe
        """
            .formatted(landscape.us().bootstrapServers(), landscape.eu().bootstrapServers(), stem));
  }
}
