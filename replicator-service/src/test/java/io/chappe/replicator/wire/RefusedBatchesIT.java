package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches that the target doesn't take as they are. */
@ExtendWith(SharedClustersExtension.class)
class RefusedBatchesIT {
  private static final Map<String, String> SMALL = Map.of("max.message.bytes", "20000");

  private final CopyFixture fixture;

  RefusedBatchesIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void whatIsTooLargeIsSplitWithinWhatTheMapKnows() {
    String topic = SharedClusters.uniqueName("large");
    fixture.createTopics(topic, 1, Map.of(), SMALL);
    for (String codec : List.of("none", "lz4", "zstd")) {
      send(topic, codec, 400, 300);
    }
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      send(topic, "gzip", 400, 300);
      fixture.awaitEqual(topic);
      CopyFixture.release(loop, topic);
    }
    send(topic, "none", 400, 300);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
    }
    fixture.assertTranslates(topic);
  }

  @Test
  void aRecordThatIsTooLargeStopsItsPartitionUntilTheTargetTakesIt() {
    String topic = SharedClusters.uniqueName("toolarge");
    fixture.createTopics(topic, 2, Map.of(), SMALL);
    send(topic, "none", 7, 100);
    send(topic, "none", 1, 50_000);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 2);

      Failure failure = awaitStopped(loop, topic);

      assertThat(failure.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
      assertThat(failure.text())
          .contains("offset 7 of " + topic + "-0", "set max.message.bytes of us." + topic);
      sendTo(topic, 1, "the other partition");
      await()
          .atMost(CopyFixture.LIMIT)
          .untilAsserted(
              () -> assertThat(Records.readAll(fixture.target, "us." + topic)).hasSize(8));
    }
    alterRemote(topic, "max.message.bytes", "100000");
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 2);
      fixture.awaitEqual(topic);
    }
  }

  @Test
  void aTimestampThatIsRefusedStopsItsPartitionAtThatRecord() {
    String topic = SharedClusters.uniqueName("future");
    fixture.createTopics(
        topic, 1, Map.of("message.timestamp.after.max.ms", "9223372036854775807"), Map.of());
    long later = System.currentTimeMillis() + Duration.ofHours(3).toMillis();
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, Map.of())) {
      for (int number = 0; number < 5; number++) {
        Records.send(producer, List.of(new ProducerRecord<>(topic, 0, null, null, bytes("good"))));
      }
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(topic, 0, null, null, bytes("good")),
              new ProducerRecord<>(topic, 0, later, null, bytes("early"))));
    }
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);

      Failure failure = awaitStopped(loop, topic);

      assertThat(failure.reason()).isEqualTo(Reason.INVALID_TIMESTAMP);
      assertThat(failure.text())
          .contains(
              "offset 6 of " + topic + "-0",
              Long.toString(later),
              "message.timestamp.after.max.ms");
      assertThat(Records.readAll(fixture.target, "us." + topic)).hasSize(5);
    }
    alterRemote(topic, "message.timestamp.after.max.ms", "9223372036854775807");
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
    }
    fixture.assertTranslates(topic);
  }

  @Test
  void aRecordWithoutAKeyStopsAtACompactedRemoteTopic() {
    String topic = SharedClusters.uniqueName("nokey");
    fixture.createTopics(topic, 1, Map.of(), Map.of("cleanup.policy", "compact"));
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, Map.of())) {
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(topic, 0, bytes("key"), bytes("value")),
              new ProducerRecord<>(topic, 0, bytes("key"), null)));
      Records.send(producer, List.of(new ProducerRecord<>(topic, 0, null, bytes("value"))));
    }
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);

      Failure failure = awaitStopped(loop, topic);

      assertThat(failure.reason()).isEqualTo(Reason.INVALID_RECORD);
      assertThat(failure.text())
          .contains("offset 2 of " + topic + "-0", "cleanup.policy=delete on us." + topic);
      assertThat(Records.readAll(fixture.target, "us." + topic)).hasSize(2);
    }
  }

  private static Failure awaitStopped(CopyLoop loop, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    await()
        .atMost(CopyFixture.LIMIT)
        .until(
            () ->
                Optional.ofNullable(loop.reports().get(partition))
                    .filter(report -> report.state().equals("stopped"))
                    .isPresent());
    return loop.reports().get(partition).failure().orElseThrow();
  }

  /** Sends as one batch, if records are so small. */
  private void send(String topic, String codec, int count, int bytes) {
    Random random = new Random(bytes);
    try (Producer<byte[], byte[]> producer =
        Records.producer(
            fixture.source,
            Map.of("compression.type", codec, "linger.ms", 50, "batch.size", 1_000_000))) {
      Records.send(
          producer,
          IntStream.range(0, count)
              .mapToObj(
                  number -> {
                    byte[] value = new byte[bytes];
                    random.nextBytes(value);
                    return new ProducerRecord<>(topic, 0, bytes("key" + number), value);
                  })
              .toList());
    }
  }

  private void sendTo(String topic, int partition, String value) {
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, Map.of())) {
      Records.send(
          producer, List.of(new ProducerRecord<>(topic, partition, bytes("key"), bytes(value))));
    }
  }

  private void alterRemote(String topic, String property, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "us." + topic);
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(property, value), AlterConfigOp.OpType.SET);
    try {
      fixture.target.admin().incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
