package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.failure.Failure;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.simulation.ForwardingAppender;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics that are deleted and created again under the same name. */
@ExtendWith(SharedClustersExtension.class)
class RecreatedTopicsIT {
  private static final int OLD = 100;
  private final CopyFixture fixture;
  private final String topic = SharedClusters.uniqueName("again");

  RecreatedTopicsIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  /** The new log is shorter, or longer: then the old position is in its range. */
  @ParameterizedTest
  @CsvSource({"30, true", "150, true", "30, false", "150, false"})
  void aSourceTopicCreatedAgainIsCopiedFromItsStart(int records, boolean whileCopying)
      throws Exception {
    fixture.createTopics(topic, 1);
    produce("old-", OLD);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      awaitCopied(values("old-", OLD));
      if (whileCopying) {
        createAgain(fixture.source, topic);
        produce("new-", records);
        assertNewIsCopiedBehindOld(records);
      } else {
        CopyFixture.release(loop, topic);
      }
    }
    if (!whileCopying) {
      createAgain(fixture.source, topic);
      produce("new-", records);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);
        assertNewIsCopiedBehindOld(records);
      }
    }
  }

  private void assertNewIsCopiedBehindOld(int records) {
    awaitCopied(Stream.concat(values("old-", OLD), values("new-", records)));
    assertThat(fixture.recreated).containsExactly("source of " + topic + "-0");
    assertThat(fixture.losses).isEmpty();
    List<ReceivedRecord> copied = copied();
    OffsetMap map = MapReader.read(fixture.target, CopyFixture.mapTopic(topic), topic, 0);
    assertThat(map.translate(0).orElseThrow().offset()).isEqualTo(copied.get(OLD).offset());
    assertThat(map.translate(records - 1).orElseThrow().offset())
        .isEqualTo(copied.getLast().offset());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aRemoteTopicCreatedAgainIsFilledAgain(boolean whileCopying) throws Exception {
    fixture.createTopics(topic, 1);
    produce("old-", OLD);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      awaitCopied(values("old-", OLD));
      if (whileCopying) {
        createAgain(fixture.target, CopyFixture.remote(topic));
        produce("new-", 50);
        assertAllIsCopiedAgain();
      } else {
        CopyFixture.release(loop, topic);
      }
    }
    if (!whileCopying) {
      createAgain(fixture.target, CopyFixture.remote(topic));
      produce("new-", 50);
      try (CopyLoop loop = fixture.loop(topic)) {
        CopyFixture.copyAll(loop, topic, 1);
        assertAllIsCopiedAgain();
      }
    }
  }

  /** Requests name a topic by its id, so the old id would have stopped the old owner's append. */
  @Test
  void aRemoteTopicCreatedAgainWhileIdleIsFilledOnceThoughItsNewIdIsKnownAlready()
      throws Exception {
    String other = SharedClusters.uniqueName("other");
    fixture.createTopics(topic, 1);
    fixture.createTopics(other, 1);
    produce("old-", OLD);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      awaitCopied(values("old-", OLD));
      createAgain(fixture.target, CopyFixture.remote(topic));
      // The first sight of another topic brings news of all.
      CopyFixture.copyAll(loop, other, 1);
      await().atMost(CopyFixture.LIMIT).until(() -> fixture.takeovers.get() == 2);
      produce("new-", 50);
      assertAllIsCopiedAgain();
      produce("more-", 1);
      awaitCopied(
          Stream.of(values("old-", OLD), values("new-", 50), values("more-", 1))
              .flatMap(each -> each));
    }
  }

  /** What is known of a topic may be older than its log, until the moment when that is read. */
  @Test
  void aTakeoverThatBeganWithTheOldTopicsIdDoesNotGoOnInTheNewOnesLog() throws Exception {
    String remote = CopyFixture.remote(topic);
    fixture.createTopics(topic, 1);
    produce("old-", OLD);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      awaitCopied(values("old-", OLD));
      CopyFixture.release(loop, topic);
    }
    Uuid old = topicId(remote);
    createAgain(fixture.target, remote);
    produce("new-", 50);
    try (CopyLoop loop = fixture.loop(topic, real -> new LateNews(real, remote, old))) {
      CopyFixture.copyAll(loop, topic, 1);
      awaitCopied(Stream.concat(values("old-", OLD), values("new-", 50)));
      CopyFixture.release(loop, topic);
    }

    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      produce("more-", 1);
      awaitCopied(
          Stream.of(values("old-", OLD), values("new-", 50), values("more-", 1))
              .flatMap(each -> each));
    }
  }

  private Uuid topicId(String name) throws ExecutionException, InterruptedException {
    return fixture
        .target
        .admin()
        .describeTopics(List.of(name))
        .allTopicNames()
        .get()
        .get(name)
        .topicId();
  }

  /** Takes a topic for its predecessor once. */
  private static final class LateNews extends ForwardingAppender {
    private final BatchAppender real;
    private final String topic;
    private final Uuid old;
    private boolean told;

    private LateNews(BatchAppender real, String topic, Uuid old) {
      super(real);
      this.real = real;
      this.topic = topic;
      this.old = old;
    }

    @Override
    public void resolve(TopicPartition partition, Reply<Uuid> reply) {
      if (told || !partition.topic().equals(topic)) {
        super.resolve(partition, reply);
        return;
      }
      told = true;
      real.resolve(
          partition,
          new Reply<>() {
            @Override
            public void done(Uuid now) {
              reply.done(old);
            }

            @Override
            public void failed(Failure failure) {
              reply.failed(failure);
            }
          });
    }
  }

  private void assertAllIsCopiedAgain() {
    awaitCopied(Stream.concat(values("old-", OLD), values("new-", 50)));
    assertThat(fixture.recreated).containsExactly("remote of " + topic + "-0");
  }

  private List<ReceivedRecord> copied() {
    return Records.readAll(fixture.target, CopyFixture.remote(topic));
  }

  private void awaitCopied(Stream<String> values) {
    List<String> expected = values.toList();
    await()
        .atMost(CopyFixture.LIMIT)
        .untilAsserted(
            () ->
                assertThat(copied())
                    .extracting(ReceivedRecord::value)
                    .containsExactlyElementsOf(expected));
  }

  private static Stream<String> values(String stem, int count) {
    return IntStream.range(0, count).mapToObj(number -> stem + number);
  }

  private void produce(String stem, int count) {
    try (Producer<byte[], byte[]> producer = Records.producer(fixture.source, Map.of())) {
      Records.send(
          producer,
          values(stem, count)
              .map(
                  value ->
                      new ProducerRecord<byte[], byte[]>(topic, 0, null, value.getBytes(UTF_8)))
              .toList());
    }
  }

  private static void createAgain(TestCluster cluster, String name)
      throws ExecutionException, InterruptedException {
    cluster.admin().deleteTopics(List.of(name)).all().get();
    cluster.createTopic(name, 1);
  }
}
