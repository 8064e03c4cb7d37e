package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.simulation.ForwardingAppender;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takeovers of remote topics whose leaders have not made all logs yet. */
@ExtendWith(SharedClustersExtension.class)
class NewTopicsIT {
  private static final int PARTITIONS = 100;
  private static final int TOPICS = 5;

  /** Well below the 30 s after which a broker's coordinator gives a request for markers up. */
  private static final Duration PROMPT = Duration.ofSeconds(20);

  private final CopyFixture fixture;

  NewTopicsIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void theFenceWaitsForTheLogsOfTheDataAndOfTheMap() {
    String topic = SharedClusters.uniqueName("no-log-yet");
    fixture.createTopics(topic, 1);
    Logs logs = new Logs();
    try (CopyLoop loop = fixture.loop(topic, logs::around)) {
      CopyFixture.copyAll(loop, topic, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> logs.initialized.get() == 1);
      await().atMost(CopyFixture.LIMIT).until(() -> logs.held.size() == 2);

      logs.letOneGo(loop);
      await().atMost(CopyFixture.LIMIT).until(() -> logs.answers.get() == 1);
      assertThat(logs.fences).hasValue(0);

      logs.letOneGo(loop);
      await().atMost(CopyFixture.LIMIT).until(() -> fixture.takeovers.get() == 1);
      assertThat(logs.fences).hasValue(1);
    }
  }

  @Test
  void manyNewPartitionsAreTakenOverAtOnce() {
    for (int number = 0; number < TOPICS; number++) {
      String topic = SharedClusters.uniqueName("just-created");
      fixture.source.createTopic(topic, PARTITIONS);
      fixture.target.createTopic(
          CopyFixture.mapTopic(topic), 2, Map.of("cleanup.policy", "compact"));
      int before = fixture.takeovers.get();
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, PARTITIONS);
        fixture.target.createTopic(CopyFixture.remote(topic), PARTITIONS);
        await().atMost(PROMPT).until(() -> fixture.takeovers.get() == before + PARTITIONS);
      }
    }
  }

  /** Holds back the answers about the logs' starts. */
  private static final class Logs {
    final AtomicInteger initialized = new AtomicInteger();
    final AtomicInteger fences = new AtomicInteger();
    final AtomicInteger answers = new AtomicInteger();
    final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    void letOneGo(CopyLoop loop) {
      loop.execute(held.remove());
    }

    BatchAppender around(BatchAppender real) {
      return new ForwardingAppender(real) {
        @Override
        public void initProducer(
            String transactionalId,
            Optional<ProducerIdentity> current,
            Reply<ProducerIdentity> reply) {
          real.initProducer(transactionalId, current, counting(initialized, reply));
        }

        @Override
        public void fence(
            String transactionalId,
            ProducerIdentity producer,
            List<TopicPartition> partitions,
            Reply<ProducerIdentity> reply) {
          fences.incrementAndGet();
          real.fence(transactionalId, producer, partitions, reply);
        }

        @Override
        public void logStart(TopicPartition partition, Reply<Long> reply) {
          held.add(() -> real.logStart(partition, counting(answers, reply)));
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }

    private static <T> Reply<T> counting(AtomicInteger answers, Reply<T> reply) {
      return new Reply<>() {
        @Override
        public void done(T value) {
          reply.done(value);
          answers.incrementAndGet();
        }

        @Override
        public void failed(Failure failure) {
          reply.failed(failure);
        }
      };
    }
  }
}
