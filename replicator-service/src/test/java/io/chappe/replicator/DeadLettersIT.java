package io.chappe.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records that can't be copied go to the dead-letter topic, and the others are copied. */
@ExtendWith(SharedClustersExtension.class)
class DeadLettersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONNECT = "org.apache.kafka.connect.transforms.";
  private static final String ANY_TIME = Long.toString(Long.MAX_VALUE);
  private static final long LATER = System.currentTimeMillis() + Duration.ofHours(3).toMillis();

  private final TestCluster source;
  private final TestCluster target;
  private final String us = SharedClusters.uniqueName("us");
  private final String eu = SharedClusters.uniqueName("eu");
  private final String flow = us + "->" + eu + ".";
  private final String topic = SharedClusters.uniqueName("refused");
  private final String letters = SharedClusters.uniqueName("dead");

  DeadLettersIT(SharedClusters clusters) {
    this.source = clusters.us();
    this.target = clusters.eu();
  }

  private RunningReplicator start(String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                flow + "enabled=true",
                flow + "topics=" + topic + ".*",
                // Else the sync would let the target take what it refuses here.
                flow + "sync.topic.configs.enabled=false",
                flow + "errors.deadletterqueue.topic.name=" + letters));
    lines.addAll(List.of(more));
    return RunningReplicator.start(Map.of(us, source, eu, target), lines.toArray(String[]::new));
  }

  @Test
  void whatTheTargetRefusesGoesThereOnceAndAllOthersAreCopied() {
    createTopics("large", Map.of(), Map.of("max.message.bytes", "20000"));
    createTopics("future", Map.of("message.timestamp.after.max.ms", ANY_TIME), Map.of());
    createTopics("nokey", Map.of(), Map.of("cleanup.policy", "compact"));
    send(
        "lz4",
        List.of(
            made("large", "a", "small"),
            made("large", "b", noise(50_000)),
            made("large", "c", "small")));
    send("none", List.of(made("future", "a", "now"), made("future", "b", "then", LATER)));
    send("none", List.of(made("future", "c", "now")));
    send(
        "none",
        List.of(made("nokey", "a", "keyed"), made("nokey", null, "one"), made("nokey", "b", "x")));
    // The last of all: nothing behind it says that it was dealt with.
    send("none", List.of(made("nokey", null, "two")));

    try (RunningReplicator running = start()) {
      awaitKeys("large", "a", "c");
      awaitKeys("future", "a", "c");
      awaitKeys("nokey", "a", "b");
      awaitLetters(4);
      awaitNoTrouble(running);
    }

    assertThat(letterOf("large", 1))
        .returns("b", ReceivedRecord::key)
        .satisfies(letter -> assertThat(letter.value()).hasSizeGreaterThan(49_000))
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .startsWith("own=header")
                    .contains(
                        "__connect.errors.topic=" + topic + "large",
                        "__connect.errors.partition=0",
                        "__connect.errors.offset=1",
                        "__connect.errors.stage=TASK_PUT",
                        "__connect.errors.exception.class.name=MESSAGE_TOO_LARGE",
                        "chappe.errors.cluster=" + us));
    assertThat(letterOf("future", 1))
        .returns("then", ReceivedRecord::value)
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .contains(
                        "__connect.errors.exception.class.name=INVALID_TIMESTAMP",
                        "chappe.errors.timestamp=" + LATER));
    assertThat(letterOf("nokey", 1)).returns("one", ReceivedRecord::value);
    assertThat(letterOf("nokey", 3)).returns("two", ReceivedRecord::value);

    try (RunningReplicator running = start()) {
      send("none", List.of(made("nokey", "c", "after")));
      awaitKeys("nokey", "a", "b", "c");
      awaitNoTrouble(running);
    }
    assertThat(Records.readAll(target, letters)).hasSize(4);
  }

  @Test
  void whatIsTooLargeForItTooIsWrittenAsTheNameOfItsPlace() {
    target.createTopic(letters, 1, Map.of("max.message.bytes", "20000"));
    createTopics("large", Map.of(), Map.of("max.message.bytes", "20000"));
    send("none", List.of(made("large", "a", noise(50_000)), made("large", noise(50_000), "value")));
    send("none", List.of(made("large", "c", "small")));

    try (RunningReplicator running =
        start(flow + "errors.deadletterqueue.context.headers.enable=false")) {
      awaitKeys("large", "c");
      awaitLetters(2);
      awaitNoTrouble(running);
    }

    assertThat(letterOf("large", 0))
        .returns("a", ReceivedRecord::key)
        .returns(null, ReceivedRecord::value)
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .contains("own=header", "chappe.errors.omitted.value.bytes=50000"));
    assertThat(letterOf("large", 1))
        .returns(null, ReceivedRecord::key)
        .returns(null, ReceivedRecord::value);
  }

  /** First nobody creates it again, then somebody does as a broker would by itself. */
  @Test
  void aDeadLetterTopicThatIsDeletedComesAgainWithItsSizeLimit() throws Exception {
    createTopics("nokey", Map.of(), Map.of("cleanup.policy", "compact"));

    try (RunningReplicator running = start()) {
      send("none", List.of(made("nokey", null, "one")));
      awaitLetters(1);

      deleteLetters();
      send("none", List.of(made("nokey", null, "two")));
      awaitLetters(1);
      assertThat(sizeLimit()).isEqualTo("104857600");

      deleteLetters();
      target.createTopic(letters, 1, Map.of());
      send("none", List.of(made("nokey", null, "three")));
      awaitLetters(1);
      assertThat(sizeLimit()).isEqualTo("104857600");
      awaitNoTrouble(running);
    }
  }

  /** The controller answers before brokers know: until then they take letters that go with it. */
  private void deleteLetters() throws Exception {
    target.admin().deleteTopics(List.of(letters)).all().get();
    List<Path> logs =
        target.admin().describeCluster().nodes().get().stream()
            .map(node -> target.logDirectory(node.id()).resolve(letters + "-0"))
            .toList();
    await().atMost(LIMIT).until(() -> logs.stream().noneMatch(Files::exists));
  }

  private String sizeLimit() throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, letters);
    return target
        .admin()
        .describeConfigs(List.of(resource))
        .values()
        .get(resource)
        .get()
        .get("max.message.bytes")
        .value();
  }

  @Test
  void nothingIsLeftOutBeforeItIsDurableThere() {
    target.createTopic(letters, 1, Map.of("max.message.bytes", "10"));
    createTopics("nokey", Map.of(), Map.of("cleanup.policy", "compact"));
    createTopics("other", Map.of(), Map.of());
    send("none", List.of(made("nokey", "a", "before"), made("nokey", null, "refused")));
    send("none", List.of(made("nokey", "b", "after")));

    try (RunningReplicator running = start()) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(running.status(us, eu).lastError())
                      .contains("dead-letter topic " + letters + " can't be written"));
      send("none", List.of(made("other", "o", "another partition goes on")));
      awaitKeys("other", "o");
      assertThat(copied("nokey")).extracting(ReceivedRecord::key).doesNotContain("b");
    }
    alter(letters, "max.message.bytes", "1000000");
    try (RunningReplicator running = start()) {
      awaitKeys("nokey", "a", "b");
      awaitLetters(1);
      awaitNoTrouble(running);
    }
  }

  @Test
  void whatATransformFailsOnGoesThereIfErrorsAreTolerated() {
    createTopics("json", Map.of(), Map.of());
    send(
        "zstd",
        List.of(made("json", "a", "{}"), made("json", "b", "no json"), made("json", "c", "{}")));
    send("none", List.of(made("json", "d", "none either"), made("json", "e", "{}")));

    try (RunningReplicator running =
        start(
            "errors.tolerance=all",
            flow + "transforms=mask",
            flow + "transforms.mask.type=" + CONNECT + "MaskField$Value",
            flow + "transforms.mask.fields=card")) {
      awaitKeys("json", "a", "c", "e");
      awaitLetters(2);
      awaitNoTrouble(running);
    }

    assertThat(letterOf("json", 1))
        .returns("no json", ReceivedRecord::value)
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .contains(
                        "__connect.errors.stage=TRANSFORMATION",
                        "__connect.errors.exception.class.name=TRANSFORM_FAILED"));
    assertThat(letterOf("json", 3)).returns("none either", ReceivedRecord::value);
  }

  private void createTopics(
      String name, Map<String, String> onSource, Map<String, String> onTarget) {
    source.createTopic(topic + name, 1, onSource);
    target.createTopic(us + "." + topic + name, 1, onTarget);
  }

  private ProducerRecord<byte[], byte[]> made(String name, String key, String value) {
    return made(name, key, value, System.currentTimeMillis());
  }

  private ProducerRecord<byte[], byte[]> made(String name, String key, String value, long time) {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(
            topic + name, 0, time, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
    made.headers().add("own", "header".getBytes(UTF_8));
    return made;
  }

  /** Text that hardly gets smaller by compression. */
  private static String noise(int length) {
    StringBuilder text = new StringBuilder(length);
    new Random(length).ints(length, 'A', 'z').forEach(letter -> text.append((char) letter));
    return text.toString();
  }

  /** Sends the records as one batch. */
  private void send(String codec, List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer =
        Records.producer(
            source, Map.of("compression.type", codec, "linger.ms", 50, "batch.size", 500_000))) {
      Records.send(producer, records);
    }
  }

  private List<ReceivedRecord> copied(String name) {
    return Records.readAll(target, us + "." + topic + name);
  }

  private void awaitKeys(String name, String... keys) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(copied(name)).extracting(ReceivedRecord::key).containsExactly(keys));
  }

  private void awaitLetters(int count) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(Records.readAll(target, letters)).hasSize(count));
  }

  private void awaitNoTrouble(RunningReplicator running) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(running.status(us, eu).lastError()).isEmpty());
  }

  private ReceivedRecord letterOf(String name, long offset) {
    return Records.readAll(target, letters).stream()
        .filter(
            letter ->
                letter
                    .headers()
                    .containsAll(
                        Stream.of("topic=" + topic + name, "offset=" + offset)
                            .map(header -> "__connect.errors." + header)
                            .toList()))
        .findFirst()
        .orElseThrow();
  }

  private void alter(String name, String property, String value) {
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(property, value), AlterConfigOp.OpType.SET);
    try {
      target
          .admin()
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name), List.of(set)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
