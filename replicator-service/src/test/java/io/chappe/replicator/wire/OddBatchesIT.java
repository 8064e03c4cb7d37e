package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Reason;
import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is in a source's log after compaction, open transactions, and damage on disk. */
@ExtendWith(SharedClustersExtension.class)
class OddBatchesIT {
  private static TestCluster source;

  private final CopyFixture fixture;

  OddBatchesIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(source, clusters.eu(), CopyFixture.settings(clusters.eu()));
  }

  @BeforeAll
  static void startSource() {
    source =
        TestCluster.builder("odd")
            .property("log.cleaner.backoff.ms", "100")
            .property("log.initial.task.delay.ms", "100")
            .start();
  }

  @AfterAll
  static void closeSource() {
    source.close();
  }

  @Test
  void copiesWhatCompactionHasLeft() {
    String topic = SharedClusters.uniqueName("compacted");
    fixture.createTopics(
        topic,
        1,
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.001",
            "segment.ms", "100",
            "delete.retention.ms", "600000"),
        Map.of("cleanup.policy", "compact"));
    for (CompressionType codec : CompressionType.values()) {
      sendCompactable(topic, codec.name, codec.name);
    }
    awaitCompacted(topic);
    List<ReceivedRecord> left = Records.readAll(source, topic, true);
    assertThat(left).anyMatch(each -> each.value() == null);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      fixture.assertTranslates(topic);
    }
  }

  /**
   * Batches of which compaction leaves all, some, or no records, in transactions or not; the last
   * record only closes the segment.
   */
  private void sendCompactable(String topic, String codec, String stage) {
    Map<String, Object> plain = Map.of("compression.type", codec, "linger.ms", 20);
    try (Producer<byte[], byte[]> producer = Records.producer(source, plain)) {
      for (int round = 0; round < 3; round++) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
          String key = number % 3 == 0 ? stage + round + "-" + number : stage + number;
          records.add(record(topic, key, round == 1 && number % 5 == 0 ? null : "value-" + round));
        }
        Records.send(producer, records);
      }
    }
    Map<String, Object> transactional =
        Map.of("compression.type", codec, "linger.ms", 20, "transactional.id", topic + stage);
    try (Producer<byte[], byte[]> producer = Records.producer(source, transactional)) {
      producer.initTransactions();
      for (int round = 0; round < 4; round++) {
        producer.beginTransaction();
        Records.send(
            producer,
            List.of(record(topic, stage + "same", "value-" + round), record(topic, "x", stage)));
        if (round == 2) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  private void awaitCompacted(String topic) {
    await()
        .atMost(CopyFixture.LIMIT)
        .until(
            () -> {
              try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
                Records.send(producer, List.of(record(topic, "closes-the-segment", "")));
              }
              List<ReceivedRecord> all = Records.readAll(source, topic, true);
              return all.stream().filter(each -> "x".equals(each.key())).count() == 1;
            });
    AtomicInteger size = new AtomicInteger();
    await()
        .atMost(CopyFixture.LIMIT)
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              int now = Records.readAll(source, topic, true).size();
              return size.getAndSet(now) == now;
            });
  }

  @Test
  void holdsBackWhatComesAfterAnOpenTransaction() {
    String topic = SharedClusters.uniqueName("open");
    fixture.createTopics(topic, 1);
    try (Producer<byte[], byte[]> open =
            Records.producer(source, Map.of("transactional.id", topic));
        Producer<byte[], byte[]> plain = Records.producer(source, Map.of());
        CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      open.initTransactions();
      Records.send(plain, List.of(record(topic, "before", null)));
      open.beginTransaction();
      Records.send(open, List.of(record(topic, "open-1", "a")));
      Records.send(plain, List.of(record(topic, null, "between"), record(topic, null, null)));
      Records.send(open, List.of(record(topic, "open-2", "b")));
      fixture.awaitEqual(topic);
      assertThat(Records.readAll(fixture.target, CopyFixture.remote(topic))).hasSize(1);
      open.commitTransaction();
      fixture.awaitEqual(topic);
      assertThat(Records.readAll(fixture.target, CopyFixture.remote(topic))).hasSize(5);
      open.beginTransaction();
      Records.send(open, List.of(record(topic, "aborted", "c")));
      Records.send(plain, List.of(record(topic, "last", "d")));
      open.abortTransaction();
      fixture.awaitEqual(topic);
      fixture.assertTranslates(topic);
    }
  }

  @Test
  void consumersOfTheCopySeeTheAppendTimeOfTheSource() {
    String topic = SharedClusters.uniqueName("append-time");
    String restamped = SharedClusters.uniqueName("restamped");
    Map<String, String> appendTime = Map.of("message.timestamp.type", "LogAppendTime");
    fixture.createTopics(topic, 1, appendTime, Map.of());
    fixture.createTopics(restamped, 1, appendTime, appendTime);
    for (CompressionType codec : CompressionType.values()) {
      Records.produce(source, topic, codec, 100);
      Records.produce(source, restamped, codec, 20);
    }
    try (CopyLoop loop = fixture.loop(topic);
        CopyLoop other = fixture.loop(restamped)) {
      CopyFixture.copyAll(loop, topic, 1);
      CopyFixture.copyAll(other, restamped, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> copied(topic).size() == 500);
      assertThat(copied(topic))
          .isEqualTo(
              Records.readAll(source, topic).stream().map(OddBatchesIT::asCreateTime).toList());
      await().atMost(CopyFixture.LIMIT).until(() -> copied(restamped).size() == 100);
    }
  }

  private List<ReceivedRecord> copied(String topic) {
    return Records.readAll(fixture.target, CopyFixture.remote(topic)).stream()
        .map(OddBatchesIT::asCreateTime)
        .toList();
  }

  private static ReceivedRecord asCreateTime(ReceivedRecord each) {
    return new ReceivedRecord(
        each.partition(),
        -1,
        each.key(),
        each.value(),
        each.headers(),
        each.timestamp(),
        TimestampType.CREATE_TIME);
  }

  @Test
  void whatIsCorruptOnTheSourceIsNeverCopied() throws IOException {
    String topic = SharedClusters.uniqueName("corrupt");
    fixture.createTopics(topic, 2);
    for (int number = 0; number < 10; number++) {
      try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
        Records.send(
            producer,
            List.of(
                record(topic, "key", "value-" + number),
                new ProducerRecord<>(topic, 1, bytes("key"), bytes("good"))));
      }
    }
    // Under the running broker: at its start after a crash it would cut the log off there.
    damage(source.logDirectory(1).resolve(topic + "-0"), 6);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 2);

      TopicPartition partition = new TopicPartition(topic, 0);
      await()
          .atMost(Duration.ofSeconds(25))
          .untilAsserted(
              () ->
                  assertThat(loop.reports().get(partition))
                      .extracting(PartitionReport::state)
                      .isEqualTo("stopped"));

      PartitionReport report = loop.reports().get(partition);
      assertThat(report.failure().orElseThrow().reason()).isEqualTo(Reason.CORRUPT_MESSAGE);
      assertThat(report.failure().orElseThrow().message())
          .contains("offset 6 of " + topic + "-0", "fetched 3 times");
      assertThat(Records.readAll(fixture.target, CopyFixture.remote(topic)))
          .filteredOn(each -> each.partition() == 0)
          .extracting(ReceivedRecord::value)
          .containsExactly("value-0", "value-1", "value-2", "value-3", "value-4", "value-5");
      assertThat(Records.readAll(fixture.target, CopyFixture.remote(topic)))
          .filteredOn(each -> each.partition() == 1)
          .hasSize(10);
    }
  }

  /** Changes the last byte of the batch with that number. */
  private static void damage(Path partition, int batch) throws IOException {
    Path segment = partition.resolve("00000000000000000000.log");
    ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(segment));
    int start = 0;
    for (int number = 0; number < batch; number++) {
      start += RecordBatchHeader.size(log, start);
    }
    int last = start + RecordBatchHeader.size(log, start) - 2;
    byte damaged = (byte) (log.get(last) ^ 1);
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {damaged}), last);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(topic, 0, bytes(key), bytes(value));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }
}
