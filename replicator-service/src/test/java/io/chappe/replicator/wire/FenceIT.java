package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.failure.Failure;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Connections;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.simulation.ForwardingAppender;
import io.chappe.replicator.wire.batch.KafkaBatchCodec;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the fence is for: appends of an old owner that were under way when a new one took over, and
 * reach the broker after the new one has asked for the log end.
 */
@ExtendWith(SharedClustersExtension.class)
class FenceIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int RECORDS = 100;

  private final TestCluster source;
  private final TestCluster target;

  FenceIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  @Test
  void lateAppendsOfAnOldOwnerAreRefused() {
    String topic = SharedClusters.uniqueName("fenced");

    assertThat(copiedWithALateOldOwner(topic, true)).containsExactlyElementsOf(sent(topic));
  }

  @Test
  void withoutTheFenceTheyWouldBeDuplicates() {
    String topic = SharedClusters.uniqueName("unfenced");

    assertThat(copiedWithALateOldOwner(topic, false))
        .hasSizeGreaterThan(2 * RECORDS)
        .containsAll(sent(topic));
  }

  private List<ReceivedRecord> copiedWithALateOldOwner(String topic, boolean fencing) {
    source.createTopic(topic, 1);
    target.createTopic("us." + topic, 1);
    target.createTopic(mapTopic(topic), 1, Map.of("cleanup.policy", "compact"));
    Records.produce(source, topic, CompressionType.NONE, RECORDS);
    Held oldAppends = new Held(fencing);
    Held youngAppends = new Held(fencing);
    try (CopyLoop old = loop(topic, oldAppends);
        CopyLoop young = loop(topic, youngAppends)) {
      oldAppends.letGo(old);
      old.copy(task(topic));
      await().atMost(LIMIT).until(() -> copied(topic).size() == RECORDS);
      oldAppends.hold(old);
      Records.produce(source, topic, CompressionType.NONE, RECORDS);
      await().atMost(LIMIT).until(() -> oldAppends.waiting.get() > 0);

      young.copy(task(topic));
      await().atMost(LIMIT).until(() -> youngAppends.waiting.get() > 0);
      oldAppends.letGo(old);
      await().atMost(LIMIT).until(() -> oldAppends.waiting.get() == 0);
      old.abandon(new TopicPartition(topic, 0));
      youngAppends.letGo(young);
      await().atMost(LIMIT).until(() -> youngAppends.waiting.get() == 0);
      await().atMost(LIMIT).until(() -> copied(topic).size() >= 2 * RECORDS);
      return copied(topic);
    }
  }

  private List<ReceivedRecord> sent(String topic) {
    return withoutOffsets(Records.readAll(source, topic));
  }

  private List<ReceivedRecord> copied(String topic) {
    return withoutOffsets(Records.readAll(target, "us." + topic));
  }

  private static List<ReceivedRecord> withoutOffsets(List<ReceivedRecord> records) {
    return records.stream().map(ReceivedRecord::withoutOffset).toList();
  }

  private static String mapTopic(String topic) {
    return topic + ".offset-map.internal";
  }

  private static CopyTask task(String topic) {
    return new CopyTask(
        new TopicPartition(topic, 0),
        new TopicPartition("us." + topic, 0),
        "test-" + topic,
        BatchFetcher.EARLIEST,
        true);
  }

  private CopyLoop loop(String topic, Held appends) {
    KafkaConnections real =
        new KafkaConnections(
            settings(source),
            settings(target),
            "test",
            1 << 25,
            FetchTraffic.unlimited(),
            () -> {});
    CopyLoop loop =
        new CopyLoop(
            "copy-" + topic,
            mapTopic(topic),
            1_000,
            new Connections() {
              @Override
              public BatchFetcher openSource(Executor copyLoop) {
                return real.openSource(copyLoop);
              }

              @Override
              public BatchAppender openTarget(Timers timers) {
                return appends.around(real.openTarget(timers));
              }

              @Override
              public BatchCodec codec() {
                return new KafkaBatchCodec();
              }
            },
            new Silent(),
            () -> {});
    loop.start();
    return loop;
  }

  private static ClientSettings settings(TestCluster cluster) {
    Map<String, String> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
    return new ClientSettings(cluster.name(), client, client, client);
  }

  /** Appends of data that don't get further for a while, as if in a slow network. */
  private static final class Held {
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final boolean fencing;
    private boolean held = true;

    Held(boolean fencing) {
      this.fencing = fencing;
    }

    void hold(CopyLoop loop) {
      loop.execute(() -> held = true);
    }

    void letGo(CopyLoop loop) {
      loop.execute(
          () -> {
            held = false;
            for (Runnable each = queue.poll(); each != null; each = queue.poll()) {
              each.run();
            }
          });
    }

    BatchAppender around(BatchAppender real) {
      return new ForwardingAppender(real) {
        @Override
        public void append(
            TopicPartition partition,
            ProducerIdentity producer,
            int sequence,
            FetchedBatch batch,
            Reply<Long> reply) {
          waiting.incrementAndGet();
          Runnable append =
              () -> real.append(partition, producer, sequence, batch, counting(reply));
          if (held) {
            queue.add(append);
          } else {
            append.run();
          }
        }

        @Override
        public void fence(
            String transactionalId,
            ProducerIdentity producer,
            List<TopicPartition> partitions,
            Reply<ProducerIdentity> reply) {
          if (fencing) {
            real.fence(transactionalId, producer, partitions, reply);
          } else {
            reply.done(producer);
          }
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }

    private Reply<Long> counting(Reply<Long> reply) {
      return new Reply<>() {
        @Override
        public void done(Long offset) {
          waiting.decrementAndGet();
          reply.done(offset);
        }

        @Override
        public void failed(Failure failure) {
          waiting.decrementAndGet();
          reply.failed(failure);
        }
      };
    }
  }

  private static final class Silent implements CopyObserver {
    @Override
    public void copied(TopicPartition source, int records, int bytes, long latencyMs) {}

    @Override
    public void takenOver(TopicPartition source, long upstream, long downstream) {}

    @Override
    public void interrupted(TopicPartition source, long upstream, Failure failure) {}

    @Override
    public void lostOnSource(TopicPartition source, long from, long to) {}

    @Override
    public void truncatedOnSource(TopicPartition source, long copied, long logEnd) {}
  }
}
