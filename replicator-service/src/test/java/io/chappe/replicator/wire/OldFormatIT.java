package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.copy.CopyLoop;
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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A log from before magic v2, as a broker that was upgraded ever since still has it. */
@ExtendWith(SharedClustersExtension.class)
class OldFormatIT {
  private static final long TIME = 1_500_000_000_000L;

  private final TestCluster target;

  OldFormatIT(SharedClusters clusters) {
    this.target = clusters.eu();
  }

  @Test
  void aLogOfOldFormatsIsCopiedAndWhatIsProducedSince() throws IOException {
    try (TestCluster source = TestCluster.builder("old").start()) {
      CopyFixture fixture = new CopyFixture(source, target, CopyFixture.settings(target));
      String topic = SharedClusters.uniqueName("old");
      fixture.createTopics(topic, 1);
      source.stopBroker(1);
      write(
          source.logDirectory(1).resolve(topic + "-0"),
          batch(0, CompressionType.NONE, 0),
          batch(0, CompressionType.GZIP, 10),
          batch(1, CompressionType.NONE, 20),
          batch(1, CompressionType.LZ4, 30));
      source.startBroker(1);
      try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
        Records.send(
            producer, List.of(new ProducerRecord<>(topic, "key-40".getBytes(UTF_8), null)));
      }
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);

        await()
            .atMost(CopyFixture.LIMIT)
            .untilAsserted(
                () ->
                    assertThat(Records.readAll(target, CopyFixture.remote(topic)))
                        .extracting(ReceivedRecord::key)
                        .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 40).mapToObj(n -> "key-" + n).toList()));
      }
      assertThat(Records.readAll(target, CopyFixture.remote(topic)))
          .element(25)
          .returns(TIME, ReceivedRecord::timestamp)
          .returns("value-25", ReceivedRecord::value);
      fixture.assertTranslates(topic);
    }
  }

  /** Ten records. */
  private static ByteBuffer batch(int magic, CompressionType codec, int offset) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(4096),
            (byte) magic,
            Compression.of(codec).build(),
            TimestampType.CREATE_TIME,
            offset);
    for (int number = offset; number < offset + 10; number++) {
      builder.append(
          magic == 0 ? -1 : TIME,
          ("key-" + number).getBytes(UTF_8),
          ("value-" + number).getBytes(UTF_8));
    }
    return builder.build().buffer();
  }

  /** Makes these the log of a partition, and removes what its broker keeps beside it. */
  private static void write(Path partition, ByteBuffer... batches) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("index") || name.endsWith(".snapshot")) {
          Files.delete(file);
        }
      }
    }
    Files.deleteIfExists(partition.resolveSibling(".kafka_cleanshutdown"));
    try (FileChannel log =
        FileChannel.open(
            partition.resolve("00000000000000000000.log"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer each : batches) {
        log.write(each);
      }
    }
  }
}
