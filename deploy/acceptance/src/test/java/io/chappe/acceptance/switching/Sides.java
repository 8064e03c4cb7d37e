package io.chappe.acceptance.switching;

import io.chappe.acceptance.Landscape;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The two clusters, the topics on both, and the group. Partitions go by their source's names. */
final class Sides {
  static final String SOURCE = "home";
  static final String TARGET = "away";
  static final int PARTITIONS = 2;
  private static final String COPIES = SOURCE + ".";

  private final TestCluster source;
  private final TestCluster target;
  private final String group = SharedClusters.uniqueName("moving");
  private final String plain = SharedClusters.uniqueName("moving-plain");
  private final String transactional = SharedClusters.uniqueName("moving-transactional");

  Sides(Landscape landscape) {
    this.source = landscape.us();
    this.target = landscape.eu();
  }

  TestCluster cluster(Side side) {
    return side == Side.HOME ? source : target;
  }

  String group() {
    return group;
  }

  String plain() {
    return plain;
  }

  String transactional() {
    return transactional;
  }

  List<String> topics() {
    return List.of(plain, transactional);
  }

  String local(Side side, String topic) {
    return side == Side.HOME ? topic : COPIES + topic;
  }

  TopicPartition local(Side side, TopicPartition partition) {
    return new TopicPartition(local(side, partition.topic()), partition.partition());
  }

  TopicPartition original(Side side, TopicPartition local) {
    return side == Side.HOME
        ? local
        : new TopicPartition(local.topic().substring(COPIES.length()), local.partition());
  }

  /** The offsets of the group on that side. */
  Map<TopicPartition, Long> committed(Side side) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        cluster(side).admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> committed = new HashMap<>();
    offsets.forEach(
        (local, offset) -> {
          if (offset != null) {
            committed.put(original(side, local), offset.offset());
          }
        });
    return committed;
  }

  /** What a consumer of committed records finds in a topic on that side, by partition, in order. */
  Map<TopicPartition, List<Logged>> log(Side side, String topic) {
    return Records.readAll(cluster(side), local(side, topic), true).stream()
        .collect(
            Collectors.groupingBy(
                each -> new TopicPartition(topic, each.partition()),
                HashMap::new,
                Collectors.mapping(Logged::of, Collectors.toList())));
  }

  /** The same of both topics. */
  Map<TopicPartition, List<Logged>> logs(Side side) {
    Map<TopicPartition, List<Logged>> logs = new HashMap<>();
    topics().forEach(topic -> logs.putAll(log(side, topic)));
    return logs;
  }

  /** The number of the last record of each partition, to be compared. */
  static Map<String, Long> lastNumbers(Map<TopicPartition, List<Logged>> logs) {
    Map<String, Long> last = new TreeMap<>();
    logs.forEach((partition, log) -> last.put(partition.toString(), log.getLast().number()));
    return last;
  }
}
