package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.ClientSettings;
import io.chappe.failure.Failure;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Translation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Connections;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.batch.KafkaBatchCodec;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Copy loops between two real clusters, without what surrounds them in the service. */
final class CopyFixture {
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Records copied so far. */
  final AtomicLong records = new AtomicLong();

  /** Batches appended so far. */
  final AtomicLong batches = new AtomicLong();

  /** Partitions taken over so far. */
  final AtomicInteger takeovers = new AtomicInteger();

  /** What the source deleted before it was copied, as {@code from..to}. */
  final List<String> losses = new CopyOnWriteArrayList<>();

  /** What the copy loops read from the source. */
  final FetchTraffic traffic =
      new FetchTraffic(topic -> topic.startsWith("heartbeats"), System::nanoTime);

  /** Where the source turned out to have lost what was copied, as {@code copied..agreed}. */
  final List<String> truncations = new CopyOnWriteArrayList<>();

  /** Whose topic was created again. */
  final List<String> recreated = new CopyOnWriteArrayList<>();

  /** Bytes that the next copy loop may hold. */
  long bufferBytes = 1 << 25;

  private static final String FOREIGN = "foreign";

  final TestCluster source;
  final TestCluster target;
  private final ClientSettings sourceClient;
  private final ClientSettings targetClient;

  CopyFixture(SharedClusters clusters) {
    this(clusters.us(), clusters.eu(), settings(clusters.eu()));
  }

  /**
   * @param targetClient how the copy loops reach the target
   */
  CopyFixture(TestCluster source, TestCluster target, ClientSettings targetClient) {
    this(source, settings(source), target, targetClient);
  }

  /** As above, with a source that is reached in a way of its own. */
  CopyFixture(
      TestCluster source,
      ClientSettings sourceClient,
      TestCluster target,
      ClientSettings targetClient) {
    this.source = source;
    this.sourceClient = sourceClient;
    this.target = target;
    this.targetClient = targetClient;
  }

  static void release(CopyLoop loop, String topic) {
    CompletableFuture<Long> position = new CompletableFuture<>();
    loop.release(new TopicPartition(topic, 0), position::complete);
    assertThat(position).succeedsWithin(LIMIT);
  }

  void writeForeign(String topic) {
    try (Producer<byte[], byte[]> producer = Records.producer(target, Map.of())) {
      Records.send(
          producer, List.of(new ProducerRecord<>(remote(topic), 0, null, FOREIGN.getBytes(UTF_8))));
    }
  }

  void createTopics(String topic, int partitions) {
    source.createTopic(topic, partitions);
    createOnTarget(topic, partitions);
  }

  /** Creates a topic and its remote topic, each with a configuration of its own. */
  void createTopics(
      String topic, int partitions, Map<String, String> onSource, Map<String, String> onTarget) {
    source.createTopic(topic, partitions, onSource);
    target.createTopic(remote(topic), partitions, onTarget);
    target.createTopic(mapTopic(topic), 2, Map.of("cleanup.policy", "compact"));
  }

  /**
   * Asserts that each record's offset in partition 0 translates to that of its copy, once all are
   * copied.
   */
  void assertTranslates(String topic) {
    OffsetMap map = MapReader.read(target, mapTopic(topic), topic, 0);
    List<ReceivedRecord> sent = firstPartition(Records.readAll(source, topic, true));
    List<ReceivedRecord> copied = firstPartition(Records.readAll(target, remote(topic), true));
    assertThat(copied).hasSameSizeAs(sent);
    for (int number = 0; number < sent.size(); number++) {
      assertThat(map.translate(sent.get(number).offset()).map(Translation::offset))
          .contains(copied.get(number).offset());
    }
  }

  private static List<ReceivedRecord> firstPartition(List<ReceivedRecord> records) {
    return records.stream().filter(each -> each.partition() == 0).toList();
  }

  void createOnTarget(String topic, int partitions) {
    target.createTopic(remote(topic), partitions);
    target.createTopic(mapTopic(topic), 2, Map.of("cleanup.policy", "compact"));
  }

  static String remote(String topic) {
    return "us." + topic;
  }

  static String mapTopic(String topic) {
    return topic + ".offset-map.internal";
  }

  CopyLoop loop(String topic) {
    return loop(topic, UnaryOperator.identity());
  }

  /**
   * @param around puts itself between the loop and its target
   */
  CopyLoop loop(String topic, UnaryOperator<BatchAppender> around) {
    Connections real =
        new KafkaConnections(sourceClient, targetClient, "test", bufferBytes, traffic, () -> {});
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
                return around.apply(real.openTarget(timers));
              }

              @Override
              public BatchCodec codec() {
                return new KafkaBatchCodec();
              }
            },
            new Observer(),
            () -> {});
    loop.start();
    return loop;
  }

  static ClientSettings settings(TestCluster cluster) {
    Map<String, String> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
    return new ClientSettings(cluster.name(), client, client, client);
  }

  static void copyAll(CopyLoop loop, String topic, int partitions) {
    copyAll(loop, topic, partitions, true);
  }

  /** Copies some partitions of a topic, from one to below another. */
  static void copyAll(CopyLoop loop, String topic, int from, int to) {
    copyAll(loop, topic, from, to, true);
  }

  static void copyAll(CopyLoop loop, String topic, int partitions, boolean exclusive) {
    copyAll(loop, topic, 0, partitions, exclusive);
  }

  private static void copyAll(CopyLoop loop, String topic, int from, int to, boolean exclusive) {
    for (int partition = from; partition < to; partition++) {
      loop.copy(
          new CopyTask(
              new TopicPartition(topic, partition),
              new TopicPartition(remote(topic), partition),
              "test-" + topic + "-" + partition,
              BatchFetcher.EARLIEST,
              exclusive));
    }
  }

  void awaitEqual(String topic) {
    awaitEqual(topic, 0);
  }

  /** Waits until the copy is {@code skipped} records of any kind, and then what the source has. */
  void awaitEqual(String topic, int skipped) {
    List<ReceivedRecord> sent =
        Records.readAll(source, topic, true).stream().map(ReceivedRecord::withoutOffset).toList();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Records.readAll(target, remote(topic)).stream().skip(skipped))
                    .filteredOn(received -> !FOREIGN.equals(received.value()))
                    .extracting(ReceivedRecord::withoutOffset)
                    .containsExactlyElementsOf(sent));
  }

  private final class Observer implements CopyObserver {
    @Override
    public void copied(TopicPartition source, int count, int bytes, long latencyMs) {
      records.addAndGet(count);
      batches.incrementAndGet();
    }

    @Override
    public void takenOver(TopicPartition source, long upstream, long downstream) {
      takeovers.incrementAndGet();
    }

    @Override
    public void interrupted(TopicPartition source, long upstream, Failure failure) {
      System.out.println("interrupted " + source + " at " + upstream + ": " + failure);
    }

    @Override
    public void lostOnSource(TopicPartition source, long from, long to) {
      losses.add(from + ".." + to);
    }

    @Override
    public void createdAgain(TopicPartition source, Incarnation before, Incarnation now) {
      boolean ofSource = !before.sourceTopicId().equals(now.sourceTopicId());
      recreated.add((ofSource ? "source of " : "remote of ") + source);
    }

    @Override
    public void truncatedOnSource(TopicPartition source, long copied, long logEnd) {
      truncations.add(copied + ".." + logEnd);
    }
  }
}
