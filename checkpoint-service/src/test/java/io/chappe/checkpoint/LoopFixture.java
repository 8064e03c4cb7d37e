package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.service.LoopWatch;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;

/** A topic, its copy, groups that read them, and the loop of a flow with rounds each second. */
final class LoopFixture {
  static final Duration TIMEOUT = Duration.ofSeconds(40);

  final TestCluster us;
  final TestCluster eu;
  final String topic = SharedClusters.uniqueName("orders");
  final String group = SharedClusters.uniqueName("group");
  final Mirrored mirrored;
  final LoopWatch watch = new LoopWatch(System::nanoTime);
  SimpleMeterRegistry meters;
  CheckpointLoop loop;
  private FlowMaps maps;

  LoopFixture(SharedClusters clusters) throws Exception {
    this(clusters, 2);
  }

  LoopFixture(SharedClusters clusters, int partitions) throws Exception {
    us = clusters.us();
    eu = clusters.eu();
    mirrored = Mirrored.create(us, eu, topic, partitions);
  }

  void start() {
    start(Map.of());
  }

  void start(Map<String, String> overrides) {
    meters = new SimpleMeterRegistry();
    FlowConfig flow = flow(overrides);
    maps = FlowMaps.of(flow);
    loop = new CheckpointLoop(flow, maps, meters, watch, InstantSource.system());
    loop.start();
  }

  FlowConfig flow(Map<String, String> overrides) {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", us.bootstrapServers());
    lines.put("eu.bootstrap.servers", eu.bootstrapServers());
    lines.put("us->eu.enabled", "true");
    lines.put("us->eu.topics", topic);
    lines.put("us->eu.groups", group + ".*");
    lines.put("checkpoints.topic.replication.factor", "1");
    lines.put("emit.checkpoints.interval.seconds", "1");
    lines.put("refresh.groups.interval.seconds", "1");
    lines.put("sync.group.offsets.enabled", "true");
    lines.put("sync.group.offsets.interval.seconds", "1");
    lines.putAll(overrides);
    return ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
  }

  FlowMaps maps() {
    return maps;
  }

  void closeLoop() throws InterruptedException {
    loop.beginClose();
    loop.awaitClose(Duration.ofSeconds(5));
    maps.close();
    assertThat(watch.watched()).isEmpty();
  }

  /** Waits until some rounds have ended that began after the call. */
  void awaitRounds(int rounds) {
    for (int round = 0; round <= rounds; round++) {
      await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> ageMs() > 500);
      await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> ageMs() < 500);
    }
  }

  private double ageMs() {
    return meters.get("chappe.checkpoint.age").timeGauge().value(TimeUnit.MILLISECONDS);
  }

  TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  TopicPartition copy(int number) {
    return new TopicPartition("us." + topic, number);
  }

  Map<TopicPartition, Long> translated(String groupId) throws Exception {
    if (!eu.admin().listTopics().names().get().contains("us.checkpoints.internal")) {
      return Map.of();
    }
    return offsets(
        RemoteClusterUtils.translateOffsets(
            eu.clientProperties(), "us", groupId, Duration.ofSeconds(10)));
  }

  void awaitTranslated(String groupId, Map<TopicPartition, Long> expected) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(translated(groupId)).isEqualTo(expected));
  }

  void awaitCommitted(TestCluster cluster, Map<TopicPartition, Long> expected) {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(committed(cluster, group)).isEqualTo(expected));
  }

  static void commit(TestCluster cluster, String groupId, Map<TopicPartition, Long> offsets)
      throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    offsets.forEach((key, value) -> committed.put(key, new OffsetAndMetadata(value)));
    cluster.admin().alterConsumerGroupOffsets(groupId, committed).all().get();
  }

  static Map<TopicPartition, Long> committed(TestCluster cluster, String groupId) throws Exception {
    return offsets(
        cluster.admin().listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get());
  }

  private static Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetAndMetadata> from) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    from.forEach((key, value) -> offsets.put(key, value.offset()));
    return offsets;
  }

  /** The number of records in the checkpoints topic that are about our groups. */
  long checkpointRecords() throws Exception {
    if (!eu.admin().listTopics().names().get().contains("us.checkpoints.internal")) {
      return 0;
    }
    String hex = HexFormat.of().formatHex(group.getBytes(StandardCharsets.UTF_8));
    List<ReceivedRecord> all = Records.readAll(eu, "us.checkpoints.internal");
    return all.stream().filter(each -> each.key().contains(hex)).count();
  }

  static Consumer<byte[], byte[]> consumer(TestCluster cluster, String groupId, String protocol) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("group.id", groupId);
    properties.put("group.protocol", protocol);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
