package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Faithfulness;
import io.chappe.acceptance.Patience;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.awaitility.Awaitility;

/**
 * One direction of a {@link Variant}, as tests use it: topics, records and groups on the source,
 * and what becomes of them on the target.
 *
 * @param sourceAlias alias of the source, which is in the remote topics' names
 * @param targetAlias alias of the target
 */
record Mirror(
    Variant variant,
    TestCluster source,
    TestCluster target,
    String sourceAlias,
    String targetAlias) {

  static Mirror of(MirrorLandscape landscape, Variant variant) {
    return new Mirror(
        variant,
        landscape.cluster(variant.primary()),
        landscape.cluster(variant.backup()),
        variant.primary(),
        variant.backup());
  }

  /** The flow that starts at the end. */
  static Mirror late(MirrorLandscape landscape, Variant variant) {
    return new Mirror(
        variant,
        landscape.cluster(variant.primary()),
        landscape.cluster(variant.backup()),
        MirrorLandscape.LATE + "-" + variant.primary(),
        MirrorLandscape.LATE + "-" + variant.backup());
  }

  /** The other direction. */
  Mirror reverse() {
    return new Mirror(variant, target, source, targetAlias, sourceAlias);
  }

  String remote(String topic) {
    return variant == Variant.IDENTITY ? topic : sourceAlias + "." + topic;
  }

  String newTopic(String stem, int partitions, Map<String, String> configuration) {
    String topic = SharedClusters.uniqueName(stem);
    source.createTopic(topic, partitions, configuration);
    return topic;
  }

  String newTopic(int partitions) {
    return newTopic("test-topic", partitions, Map.of());
  }

  static String newGroup() {
    return SharedClusters.uniqueName("readers");
  }

  /**
   * Writes as many records to each of some partitions, all of them in one batch, or in the
   * transactional variant in several transactions, with one aborted among them.
   */
  void produce(String topic, int partitions, int recordsEach) {
    List<ProducerRecord<byte[], byte[]>> records =
        Records.generate(topic, 0, partitions * recordsEach).stream()
            .map(each -> inPartition(each, partitions))
            .toList();
    boolean transactional = variant == Variant.TRANSACTIONAL;
    Map<String, Object> settings =
        transactional ? Map.of("transactional.id", topic, "linger.ms", 5) : Map.of("linger.ms", 5);
    try (Producer<byte[], byte[]> producer = Records.producer(source, settings)) {
      if (transactional) {
        produceInTransactions(producer, records);
      } else {
        Records.send(producer, records);
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> inPartition(
      ProducerRecord<byte[], byte[]> generated, int partitions) {
    byte[] number = generated.headers().lastHeader("number").value();
    int partition = Integer.parseInt(new String(number, java.nio.charset.StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        generated.topic(),
        partition % partitions,
        generated.timestamp(),
        number,
        generated.value(),
        generated.headers());
  }

  private static void produceInTransactions(
      Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    producer.initTransactions();
    int third = Math.max(1, records.size() / 3);
    for (int from = 0; from < records.size(); from += third) {
      List<ProducerRecord<byte[], byte[]>> some =
          records.subList(from, Math.min(records.size(), from + third));
      if (from == third) {
        producer.beginTransaction();
        Records.send(producer, some);
        producer.abortTransaction();
      }
      producer.beginTransaction();
      Records.send(producer, some);
      producer.commitTransaction();
    }
  }

  List<ReceivedRecord> onSource(String topic) {
    return Records.readAll(source, topic, true);
  }

  List<ReceivedRecord> onTarget(String topic) {
    return Records.readAll(target, remote(topic), true);
  }

  /** Waits until all that is on the source now is on the target, and nothing else. */
  void awaitCopied(String topic) {
    int expected = onSource(topic).size();
    TopicView copy = new TopicView(target, remote(topic));
    Awaitility.await(copy.name() + " to exist").atMost(Patience.LIMIT).until(copy::exists);
    Awaitility.await(expected + " records in " + copy.name())
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> onTarget(topic).size() >= expected);
    new Faithfulness(source, target).assertSameRecords(topic, remote(topic));
  }

  /** Where MM2's client library says that a group goes on in the copy, by partition. */
  Map<TopicPartition, Long> translated(String group, String topic) {
    Map<String, Object> settings = new HashMap<>(target.clientProperties());
    settings.putAll(variant.clientSettings());
    try {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      RemoteClusterUtils.translateOffsets(settings, sourceAlias, group, Duration.ofSeconds(20))
          .forEach(
              (partition, offset) -> {
                if (partition.topic().equals(remote(topic))) {
                  offsets.put(partition, offset.offset());
                }
              });
      return offsets;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("checkpoints could not be read to their end", e);
    }
  }

  /** What a group has committed on a cluster for a topic. */
  static Map<TopicPartition, Long> committed(TestCluster cluster, String group, String topic) {
    Map<TopicPartition, OffsetAndMetadata> all =
        TopicView.get(
            cluster.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    all.forEach(
        (partition, committed) -> {
          if (committed != null && partition.topic().equals(topic)) {
            offsets.put(partition, committed.offset());
          }
        });
    return offsets;
  }

  /** Commits for a group without members. */
  void commit(String group, String topic, int partition, long offset) {
    TopicView.get(
        source
            .admin()
            .alterConsumerGroupOffsets(
                group, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
            .all());
  }

  /**
   * Waits until the synced offsets of a group on the target leave as many records to read there as
   * the group has left on the source, in each partition.
   */
  void awaitSynced(String group, String topic) {
    Map<Integer, Long> expected = unread(source, group, topic);
    Awaitility.await(group + " on " + targetAlias + " for " + topic)
        .atMost(Patience.LIMIT)
        .untilAsserted(() -> assertThat(unread(target, group, remote(topic))).isEqualTo(expected));
  }

  private static Map<Integer, Long> unread(TestCluster cluster, String group, String topic) {
    Map<TopicPartition, Long> offsets = committed(cluster, group, topic);
    List<ReceivedRecord> records = Records.readAll(cluster, topic, true);
    Map<Integer, Long> unread = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            unread.put(
                partition.partition(),
                records.stream()
                    .filter(each -> each.partition() == partition.partition())
                    .filter(each -> each.offset() >= offset)
                    .count()));
    return unread;
  }
}
