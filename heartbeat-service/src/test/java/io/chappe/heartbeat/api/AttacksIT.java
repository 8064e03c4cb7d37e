package io.chappe.heartbeat.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chappe.control.Attacks;
import io.chappe.control.Attacks.Attack;
import io.chappe.control.LiveConfiguration;
import io.chappe.naming.HomeTopics;
import io.chappe.testing.CapturedLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each of the {@link Attacks} on a running service, by the API and by the topic: refused and said,
 * and nothing of what it was after stands in an answer, a log, a status, a metric, or in what the
 * page shows.
 */
@QuarkusTest
@QuarkusTestResource(OneCluster.class)
class AttacksIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(20);

  /** What is said of one attack. */
  private static final int LONGEST = 12_000;

  /** An answer with all changes in it. */
  private static final int MOST = 500_000;

  /** All that the page asks for, and what others look at. */
  private static final List<String> LOOKS =
      List.of(
          "api/overview",
          "api/flows",
          "api/flows/us-%3Eeu",
          "api/flows/us-%3Eeu/lag",
          "api/flows/us-%3Eeu/copyable-records",
          "api/topics?flow=us-%3Eeu",
          "api/groups?flow=us-%3Eeu",
          "api/instances",
          "api/recovery-point",
          "api/configuration",
          "api/changes",
          "api/caller",
          "q/openapi",
          "");

  private final CapturedLog log = CapturedLog.of("");
  private final Set<String> attacked = new LinkedHashSet<>();
  @Inject LiveConfiguration live;
  private Client api;
  private String servers;
  private String secret;
  private Producer<String, String> writer;

  @BeforeEach
  void open() {
    api = new Client(ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class));
    servers = ConfigProvider.getConfig().getValue(OneCluster.SERVERS, String.class);
    Path file = Path.of(ConfigProvider.getConfig().getValue("chappe.config", String.class));
    secret = "${file:%s:secret}".formatted(file.resolveSibling("secrets/one.properties"));
    writer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer());
    await().atMost(LIMIT).until(() -> !api.get("api/instances").json().isEmpty());
  }

  @AfterEach
  void close() {
    attacked.forEach(key -> write(key, null));
    await().atMost(LIMIT).until(() -> refused().isEmpty());
    writer.close();
    api.close();
    log.close();
  }

  @Test
  void nothingOfAnAttackIsSeenAnywhere() {
    String revision = revision();
    List<String> seen = new ArrayList<>();
    List<Attack> all =
        Attacks.all().stream()
            .map(each -> new Attack(each.key(), each.json().replace("${env:SECRET}", secret)))
            .toList();

    for (Attack each : all) {
      seen.add(refusedByApi(each));
      takeByTopic(each);
      seen.add(api.get("api/changes").json().path(0).toString());
      assertNothingIsCounted();
    }

    assertThat(revision()).isEqualTo(revision);
    await().atMost(LIMIT).until(() -> refused().size() == live.refusals());
    assertThat(log.entries()).filteredOn(each -> each.contains("refused")).isNotEmpty();
    seen.addAll(log.entries());
    seen.addAll(statusRecords());
    assertThat(seen)
        .noneMatch(each -> each.contains(Attacks.CANARY))
        .allSatisfy(each -> assertThat(each).hasSizeLessThan(LONGEST));
    for (String look : LOOKS) {
      Client.Answer answer = api.get(look, OneCluster.TOKEN);
      assertThat(answer.body()).as(look).hasSizeLessThan(MOST);
      assertThat(answer.status()).as(look).isEqualTo(200);
      assertThat(answer.body()).as(look).doesNotContain(Attacks.CANARY);
    }
    assertThat(firstEvent()).doesNotContain(Attacks.CANARY);
  }

  /** The server hangs up on what is too much, which may cost the client the answer. */
  private String refusedByApi(Attack attack) {
    String path = "api/configuration/" + URLEncoder.encode(attack.key(), StandardCharsets.UTF_8);
    Client.Answer[] answer = new Client.Answer[1];
    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> (answer[0] = api.send("PUT", path, attack.json())) != null);
    assertThat(answer[0].status()).as("%s: %s", attack, answer[0].body()).isBetween(400, 499);
    return answer[0].body();
  }

  /** One at a time: of one key, only the newest of several counts. */
  private void takeByTopic(Attack attack) {
    long offset = write(attack.key(), attack.json());
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(() -> live.applied().offset() >= offset && live.refusals() > 0);
    assertThat(live.applied().refused()).containsKey(LiveConfiguration.shownKey(attack.key()));
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK)
        .until(() -> api.get("api/changes/" + offset).status() == 200);
  }

  private long write(String key, String json) {
    attacked.add(key);
    try {
      return writer.send(new ProducerRecord<>(HomeTopics.CONFIG, key, json)).get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** No key and no value of a stranger becomes the tag of a metric or a check's name. */
  private void assertNothingIsCounted() {
    for (String look : List.of("q/metrics", "q/health")) {
      assertThat(api.get(look).body()).as(look).isNotEmpty().doesNotContain("canary");
    }
  }

  private JsonNode refused() {
    return api.get("api/instances").json().path(0).path("refused");
  }

  private String revision() {
    return api.get("api/configuration").json().path("revision").asText();
  }

  private String firstEvent() {
    try (Stream<JsonNode> events = api.events()) {
      return events.iterator().next().toString();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> statusRecords() {
    List<String> records = new ArrayList<>();
    TopicPartition status = new TopicPartition(HomeTopics.STATUS, 0);
    try (Consumer<String, String> reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", servers, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      reader.assign(List.of(status));
      long end = reader.endOffsets(List.of(status)).get(status);
      while (reader.position(status) < end) {
        for (ConsumerRecord<String, String> each : reader.poll(Duration.ofSeconds(1))) {
          records.add(each.key() + " " + each.value());
        }
      }
    }
    assertThat(records).anyMatch(each -> each.contains("only the file adds a cluster"));
    return records;
  }
}
