package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.config.ClientSettings;
import io.chappe.config.ConfigurationException;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.status.FlowStatus;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records changed and left out by Kafka Connect's transformations on their way. */
@ExtendWith(SharedClustersExtension.class)
class TransformsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONNECT = "org.apache.kafka.connect.transforms.";
  private static final long TIME = 1_700_000_000_000L;

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String flow = us + "->" + eu + ".";
  private final String topic = SharedClusters.uniqueName("transformed");
  private final String remote = us + "." + topic;

  TransformsIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  private RunningReplicator start(String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                flow + "enabled=true",
                flow + "topics=" + topic,
                flow + "predicates=dropped",
                flow + "predicates.dropped.type=" + CONNECT + "predicates.HasHeaderKey",
                flow + "predicates.dropped.name=drop",
                flow + "transforms=filter,mask,mark",
                flow + "transforms.filter.type=" + CONNECT + "Filter",
                flow + "transforms.filter.predicate=dropped",
                flow + "transforms.mask.type=" + CONNECT + "MaskField$Value",
                flow + "transforms.mask.fields=card",
                flow + "transforms.mark.type=" + CONNECT + "InsertHeader",
                flow + "transforms.mark.header=via",
                flow + "transforms.mark.value.literal=chappe"));
    lines.addAll(List.of(more));
    return RunningReplicator.start(Map.of(us, source, eu, target), lines.toArray(String[]::new));
  }

  @Test
  void recordsAreChangedAndLeftOutAndTheOffsetMapStaysExact() {
    source.createTopic(topic, 1);
    produce("lz4", 0, 300);
    try (RunningReplicator running = start()) {
      awaitCopied(0, 300);
      assertThat(running.status(us, eu).details()).containsEntry("delivery", "exactly-once");
    }
    // The last records of all are left out: where the next instance begins is no record's offset.
    produce("zstd", 300, 500);
    try (RunningReplicator running = start()) {
      awaitCopied(0, 500);
      produce("none", 500, 510);
      awaitCopied(0, 510);
      assertThat(running.status(us, eu).state()).isEqualTo(FlowStatus.State.RUNNING);
    }

    OffsetMap map = offsetMap();
    List<ReceivedRecord> copied = Records.readAll(target, remote, true);
    for (int number = 0; number < 510; number++) {
      long translated = map.translate(number).orElseThrow().offset();
      String next = "key-" + nextKept(number);
      assertThat(copied.stream().filter(each -> each.offset() >= translated).findFirst())
          .as("upstream offset %d is %d", number, translated)
          .map(ReceivedRecord::key)
          .contains(next);
    }
  }

  @Test
  void aRecordThatCantBeTransformedStopsItsPartitionAloneAndSaysWhere() {
    source.createTopic(topic, 2);
    send("none", List.of(json(0, 0), record(0, "1", "no json"), json(0, 2), json(1, 5)));
    try (RunningReplicator running = start()) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(Records.readAll(target, remote)).extracting("key").contains("key-5"));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains(topic + "-0", "offset 1", "transforms.mask", "isn't JSON"));
      send("none", List.of(json(1, 6)));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(Records.readAll(target, remote)).extracting("key").contains("key-6"));
      assertThat(Records.readAll(target, remote)).extracting("key").doesNotContain("key-2");
    }
    try (RunningReplicator running = start("errors.tolerance=all")) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(Records.readAll(target, remote))
                      .extracting("key")
                      .containsExactly("key-0", "key-2", "key-5", "key-6"));
      assertThat(running.status(us, eu).lastError()).isEmpty();
    }
  }

  @Test
  void aConfigurationThatATransformDoesNotTakeIsOneLineAtTheStart() {
    assertThatThrownBy(() -> start(flow + "transforms.mask.fields="))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(flow + "transforms.mask: ");
  }

  private static boolean kept(int number) {
    return number % 7 != 3 && number % 50 < 45;
  }

  private static int nextKept(int number) {
    return IntStream.iterate(number, n -> n + 1)
        .filter(TransformsIT::kept)
        .findFirst()
        .orElseThrow();
  }

  private void produce(String codec, int from, int to) {
    send(codec, IntStream.range(from, to).mapToObj(number -> json(0, number)).toList());
  }

  private ProducerRecord<byte[], byte[]> json(int partition, int number) {
    var made = record(partition, Integer.toString(number), "{\"n\":" + number + ",\"card\":\"4\"}");
    if (!kept(number)) {
      made.headers().add("drop", new byte[0]);
    }
    return made;
  }

  private ProducerRecord<byte[], byte[]> record(int partition, String name, String value) {
    long time = TIME + Long.parseLong(name);
    var made =
        new ProducerRecord<>(
            topic, partition, time, ("key-" + name).getBytes(UTF_8), value.getBytes(UTF_8));
    made.headers().add("bytes", new byte[] {0, -1, 7}).add("none", null);
    return made;
  }

  private void send(String codec, List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer =
        Records.producer(source, Map.of("compression.type", codec, "linger.ms", 20))) {
      Records.send(producer, records);
    }
  }

  private void awaitCopied(int from, int to) {
    List<List<Object>> expected =
        IntStream.range(from, to)
            .filter(TransformsIT::kept)
            .mapToObj(
                number ->
                    List.<Object>of(
                        "key-" + number,
                        "{\"n\":" + number + ",\"card\":\"\"}",
                        TIME + number,
                        List.of("bytes=0x00ff07", "none=null", "via=chappe")))
            .toList();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(Records.readAll(target, remote, true))
                    .extracting(
                        each ->
                            List.<Object>of(
                                each.key(), each.value(), each.timestamp(), each.headers()))
                    .containsExactlyElementsOf(expected));
  }

  private OffsetMap offsetMap() {
    Map<String, String> client = Map.of("bootstrap.servers", target.bootstrapServers());
    OffsetMapReplay replay = new OffsetMapReplay();
    try (TopicFollower follower =
        TopicFollower.open(
                new KafkaClients(new ClientSettings(eu, client, client, client), "test"),
                us + ".offset-map.internal",
                () -> {})
            .orElseThrow()) {
      follower.readToEnd(each -> replay.apply(each.key(), each.value()));
    }
    return replay.maps().get(new SourcePartition(topic, 0));
  }
}
