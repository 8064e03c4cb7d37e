package io.chappe.replicator.wire;

import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.batch.RecordBatchHeader;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that loses what it had acknowledged, behind the back of a running copy. */
@ExtendWith(SharedClustersExtension.class)
class LostTargetIT {
  private final TestCluster source;

  LostTargetIT(SharedClusters clusters) {
    this.source = clusters.us();
  }

  /** Loses half of the log's batches, or all. */
  @ParameterizedTest
  @ValueSource(ints = {2, 1})
  void whatTheTargetLostIsCopiedAgain(int share) {
    try (TestCluster target = TestCluster.builder("lossy").start()) {
      CopyFixture fixture = new CopyFixture(source, target, client(target));
      String topic = SharedClusters.uniqueName("lost");
      fixture.createTopics(topic, 1);
      for (int batch = 0; batch < 10; batch++) {
        Records.produce(source, topic, CompressionType.NONE, 50);
      }
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);
        fixture.awaitEqual(topic);

        target.stopBroker(1);
        truncate(target.logDirectory(1).resolve(CopyFixture.remote(topic) + "-0"), share);
        target.startBroker(1);
        Records.produce(source, topic, CompressionType.NONE, 50);

        fixture.awaitEqual(topic);
      }
    }
  }

  /**
   * The broker is known and connected again, by another partition, when the one that lost its tail
   * is appended to next: nothing but what was measured at its takeover tells that its log is
   * another.
   */
  @Test
  void whatAnIdlePartitionLostIsCopiedAgainThoughItsBrokerIsAtWorkAgain() {
    try (TestCluster target = TestCluster.builder("idle").start()) {
      CopyFixture fixture = new CopyFixture(source, target, client(target));
      String topic = SharedClusters.uniqueName("idle");
      fixture.createTopics(topic, 2);
      for (int batch = 0; batch < 10; batch++) {
        produce(topic, 0, 50);
      }
      produce(topic, 1, 50);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 2);
        fixture.awaitEqual(topic);

        target.stopBroker(1);
        truncate(target.logDirectory(1).resolve(CopyFixture.remote(topic) + "-0"), 2);
        target.startBroker(1);
        produce(topic, 1, 50);
        await()
            .atMost(CopyFixture.LIMIT)
            .ignoreExceptions()
            .until(
                () ->
                    Records.readAll(target, CopyFixture.remote(topic)).stream()
                            .filter(each -> each.partition() == 1)
                            .count()
                        == 100);
        produce(topic, 0, 50);

        fixture.awaitEqual(topic);
      }
    }
  }

  private void produce(String topic, int partition, int count) {
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      Records.send(
          producer,
          Records.generate(topic, 0, count).stream()
              .map(each -> new ProducerRecord<>(topic, partition, each.key(), each.value()))
              .toList());
    }
  }

  private static ClientSettings client(TestCluster cluster) {
    Map<String, String> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
    return new ClientSettings(cluster.name(), client, client, client);
  }

  /** Cuts the log at a batch's boundary, and removes what the broker keeps beside it. */
  private static void truncate(Path partition, int share) {
    try (Stream<Path> files = Files.list(partition)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.endsWith(".log")) {
          byte[] log = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(log, cut(ByteBuffer.wrap(log), share)));
        } else if (name.endsWith("index") || name.endsWith(".snapshot")) {
          Files.delete(file);
        }
      }
      Files.deleteIfExists(partition.resolveSibling(".kafka_cleanshutdown"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int cut(ByteBuffer log, int share) {
    int keep = share == 1 ? 0 : log.limit() / share;
    int end = 0;
    while (RecordBatchHeader.isWhole(log, end) && end + RecordBatchHeader.size(log, end) <= keep) {
      end += RecordBatchHeader.size(log, end);
    }
    return end;
  }
}
