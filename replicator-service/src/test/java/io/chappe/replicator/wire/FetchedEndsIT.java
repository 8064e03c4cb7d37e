package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Failure;
import io.chappe.lag.SourceEnd;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.replicator.wire.fetch.KafkaBatchFetcher;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;

/** What a broker tells of partitions that are fetched, and for how long it counts. */
class FetchedEndsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long FRESH_MS = 5_000;
  private static final TopicPartition BUSY = new TopicPartition("busy", 0);
  private static final TopicPartition IDLE = new TopicPartition("idle", 0);
  private static final List<TopicPartition> BOTH = List.of(BUSY, IDLE);

  @Test
  void leadersTellWhatHolds() {
    try (TestCluster us = TestCluster.builder("us").start()) {
      us.createTopic(BUSY.topic(), 1);
      us.createTopic(IDLE.topic(), 1);
      Records.produce(us, IDLE.topic(), CompressionType.NONE, 7);
      try (KafkaBatchFetcher fetcher =
          new KafkaBatchFetcher(
              "us",
              "ends",
              Map.of("bootstrap.servers", us.bootstrapServers()),
              1 << 20,
              FetchTraffic.unlimited(),
              Runnable::run,
              () -> {})) {
        assertThat(fetcher.ends(BOTH, FRESH_MS)).isEmpty();
        follow(us, fetcher, BUSY, 0);
        follow(us, fetcher, IDLE, 7);
        awaitTold(fetcher, Map.of(BUSY, new SourceEnd(0, 0), IDLE, new SourceEnd(7, 7)));

        Records.produce(us, BUSY.topic(), CompressionType.NONE, 10);
        awaitTold(fetcher, Map.of(BUSY, new SourceEnd(10, 10), IDLE, new SourceEnd(7, 7)));
        seesTransactions(us, fetcher);

        fetcher.unfollow(BUSY);
        awaitTold(fetcher, Map.of(IDLE, new SourceEnd(7, 7)));
        us.pauseBroker(1);
        try {
          awaitTold(fetcher, Map.of());
        } finally {
          us.resumeBroker(1);
        }
        awaitTold(fetcher, Map.of(IDLE, new SourceEnd(7, 7)));
      }
    }
  }

  /** A marker moves both ends, so the broker tells though there is nothing to read. */
  private static void seesTransactions(TestCluster us, KafkaBatchFetcher fetcher) {
    try (Producer<byte[], byte[]> producer =
        Records.producer(us, Map.of("transactional.id", "ends"))) {
      producer.initTransactions();
      producer.beginTransaction();
      Records.send(producer, List.of(new ProducerRecord<>(BUSY.topic(), new byte[1])));
      awaitTold(fetcher, Map.of(BUSY, new SourceEnd(10, 11), IDLE, new SourceEnd(7, 7)));
      producer.abortTransaction();
      awaitTold(fetcher, Map.of(BUSY, new SourceEnd(12, 12), IDLE, new SourceEnd(7, 7)));
    }
  }

  private static void awaitTold(
      KafkaBatchFetcher fetcher, Map<TopicPartition, SourceEnd> expected) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Map<TopicPartition, SourceEnd> told = new HashMap<>();
              for (BatchFetcher.Ends each : fetcher.ends(BOTH, FRESH_MS)) {
                assertThat(each.ageMs()).isBetween(0L, FRESH_MS);
                told.putAll(each.ends());
              }
              assertThat(told).isEqualTo(expected);
            });
  }

  private static void follow(
      TestCluster us, KafkaBatchFetcher fetcher, TopicPartition partition, long offset) {
    Uuid id;
    try {
      id =
          us.admin()
              .describeTopics(List.of(partition.topic()))
              .topicNameValues()
              .get(partition.topic())
              .get()
              .topicId();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
    fetcher.follow(partition, id, offset, -1, new Reader());
  }

  /** Reads and throws away. */
  private static final class Reader implements BatchFetcher.Listener {
    @Override
    public void fetched(Chunk chunk) {
      chunk.batches().forEach(batch -> batch.release());
    }

    @Override
    public void outOfRange() {
      throw new AssertionError();
    }

    @Override
    public void diverged(int epoch, long end) {
      throw new AssertionError();
    }

    @Override
    public void failed(Failure failure) {
      throw new AssertionError(failure.message());
    }
  }
}
