package io.chappe.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.FreePorts;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * A replicator of its own on the clusters of the {@link Landscape}, with a flow for each kind of
 * setting, under aliases of their own: {@code lossy->kept} with the defaults, {@code strict->kept}
 * that halts where records were lost, {@code same->kept} that keeps names, and {@code away->kept}
 * whose source can't be reached at first.
 *
 * <p>It copies a hundred records of each topic and is ended. Then the source loses records, and
 * topics are created again. Then it is started anew.
 */
final class FailureFlows implements AutoCloseable {

  /** Records of each topic that are copied before the source is changed. */
  static final int OLD = 100;

  private final Landscape landscape;
  private final String prefix = SharedClusters.uniqueName("mishap");
  private final int portOfAway = FreePorts.find(1).getFirst();
  private final Path configuration;
  private ServiceProcess replicator;

  final String gap = prefix + "-gap";
  final String longer = prefix + "-longer";
  final String shorter = prefix + "-shorter";
  final String good = prefix + "-good";
  final String strict = prefix + "-strict";
  final String besideStrict = prefix + "-strict-beside";
  final String heartbeats = prefix + "-my-heartbeats";
  final String away = prefix + "-away";

  /** Named as if it were a copy of the target's. */
  final String likeACopy = "kept." + prefix + "-orders";

  /** Its remote topic's name would have more than 249 characters. */
  final String tooLong = prefix + "-" + "x".repeat(243 - prefix.length());

  private FailureFlows(Landscape landscape) {
    this.landscape = landscape;
    this.configuration = Landscape.write(text());
  }

  static FailureFlows afterMishaps(Landscape landscape) {
    FailureFlows flows = new FailureFlows(landscape);
    try {
      flows.copyOldRecords();
      flows.loseAndCreateAgain();
      flows.replicator = ServiceProcess.startReady(Service.REPLICATOR, flows.configuration);
      return flows;
    } catch (RuntimeException | Error e) {
      flows.close();
      throw e;
    }
  }

  private String text() {
    return """
        clusters = lossy, strict, same, away, kept
        lossy.bootstrap.servers = %2$s
        strict.bootstrap.servers = %2$s
        same.bootstrap.servers = %2$s
        away.bootstrap.servers = 127.0.0.1:%3$d
        kept.bootstrap.servers = %4$s
        lossy->kept.enabled = true
        strict->kept.enabled = true
        same->kept.enabled = true
        away->kept.enabled = true
        lossy->kept.topics = %1$s-gap, %1$s-longer, %1$s-shorter, %1$s-good, %1$s-x+, kept.%1$s-orders
        strict->kept.topics = %1$s-strict.*
        same->kept.topics = %1$s-my-heartbeats
        away->kept.topics = %1$s-away
        strict->kept.on.source.data.loss = halt
        strict.consumer.auto.offset.reset = none
        same->kept.replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy
        heartbeats.replication.enabled = false
        refresh.topics.interval.seconds = 1
        groups = %1$s.*
        refresh.groups.interval.seconds = 1
        emit.checkpoints.interval.seconds = 1
        # What MM2 ignores without a word.
        lossy.topics = nothing
        kept.producer.override.linger.ms = 1
        source.consumer.max.poll.records = 1
        offset.flush.interval.ms = 1000
        """
        .formatted(
            prefix,
            landscape.us().bootstrapServers(),
            portOfAway,
            landscape.eu().bootstrapServers());
  }

  private void copyOldRecords() {
    List<String> topics = List.of(gap, longer, shorter, good, strict, besideStrict, heartbeats);
    Stream.concat(topics.stream(), Stream.of(away, likeACopy, tooLong))
        .forEach(
            topic -> {
              landscape.us().createTopic(topic, 1);
              produce(topic, "old-", 0, OLD);
            });
    try (ServiceProcess first = ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
      replicator = first;
      topics.forEach(topic -> awaitCopied(topic, values("old-", 0, OLD)));
      first.sigterm();
      first.awaitExit(Patience.LIMIT);
    }
  }

  private void loseAndCreateAgain() {
    for (String topic : List.of(gap, strict)) {
      produce(topic, "old-", OLD, 2 * OLD);
      RecordsToDelete begin = RecordsToDelete.beforeOffset(OLD + 50L);
      TopicView.get(
          landscape.us().admin().deleteRecords(Map.of(new TopicPartition(topic, 0), begin)).all());
    }
    for (String topic : List.of(longer, shorter)) {
      TopicView.get(landscape.us().admin().deleteTopics(List.of(topic)).all());
      landscape.us().createTopic(topic, 1);
    }
    produce(longer, "new-", 0, 150);
    produce(shorter, "new-", 0, 50);
    produce(good, "old-", OLD, 2 * OLD);
    produce(besideStrict, "old-", OLD, 2 * OLD);
    produce(heartbeats, "old-", OLD, 2 * OLD);
  }

  /** Where the source {@code away} is looked for. */
  int portOfAway() {
    return portOfAway;
  }

  /** Where the only broker of all sources really is. */
  int portOfUs() {
    String address = landscape.us().bootstrapServers();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The one that was started after the mishaps. */
  ServiceProcess replicator() {
    return replicator;
  }

  ServiceProcess startCheckpoints() {
    return ServiceProcess.startReady(Service.CHECKPOINT, configuration);
  }

  String newGroup() {
    return SharedClusters.uniqueName(prefix + "-readers");
  }

  static Stream<String> values(String stem, int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> stem + number);
  }

  private void produce(String topic, String stem, int from, int to) {
    try (Producer<byte[], byte[]> producer = Records.producer(landscape.us(), Map.of())) {
      Records.send(
          producer,
          values(stem, from, to)
              .map(
                  value ->
                      new ProducerRecord<byte[], byte[]>(topic, 0, null, value.getBytes(UTF_8)))
              .toList());
    }
  }

  String remote(String topic) {
    if (topic.equals(heartbeats)) {
      return topic;
    }
    if (topic.equals(away)) {
      return "away." + topic;
    }
    return (topic.startsWith(strict) ? "strict." : "lossy.") + topic;
  }

  List<ReceivedRecord> copied(String topic) {
    return Records.readAll(landscape.eu(), remote(topic));
  }

  void awaitCopied(String topic, Stream<String> values) {
    List<String> expected = values.toList();
    Awaitility.await(topic)
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(new TopicView(landscape.eu(), remote(topic))::exists);
    Awaitility.await(topic)
        .atMost(Patience.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(copied(topic))
                    .extracting(ReceivedRecord::value)
                    .containsExactlyElementsOf(expected));
  }

  @Override
  public void close() {
    if (replicator != null) {
      replicator.close();
    }
  }
}
