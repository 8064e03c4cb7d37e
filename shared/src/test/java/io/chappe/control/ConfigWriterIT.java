package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.config.live.ConfigSources;
import io.chappe.control.ConfigWriter.Answer.Accepted;
import io.chappe.control.ConfigWriter.Answer.Changed;
import io.chappe.control.ConfigWriter.Answer.Refused;
import io.chappe.control.ConfigWriter.Answer.Unreachable;
import io.chappe.naming.HomeTopics;
import io.chappe.testing.FreePorts;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedClustersExtension.class)
class ConfigWriterIT {
  private static final short FACTOR = 1;

  @TempDir private static Path folder;

  private final TestCluster home;
  private final LiveConfiguration live;
  private final LiveConfiguration other;
  private final ConfigWriter writer;

  ConfigWriterIT(SharedClusters clusters) throws IOException {
    home = clusters.us();
    live = live(home.bootstrapServers());
    other = live(home.bootstrapServers());
    writer = writer(live);
  }

  private static LiveConfiguration live(String homeServers) throws IOException {
    ConfigSources sources =
        new ConfigSources(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", homeServers,
                "eu.bootstrap.servers", "eu:9092",
                "us->eu.enabled", "true",
                "us->eu.topics", "orders"),
            Map.of(),
            Map.of(),
            Set.of());
    LiveConfiguration started =
        new LiveConfiguration(
            Files.writeString(folder.resolve("file"), ""),
            sources,
            sources.resolve(),
            UnaryOperator.identity());
    started.start(config -> {}, () -> Progress.DONE);
    return started;
  }

  private static ConfigWriter writer(LiveConfiguration live) {
    return new ConfigWriter(
        live, new KafkaClients(live.config().clusters().get("us"), "chappe-config-writer"));
  }

  @BeforeEach
  void createTopic() throws Exception {
    InternalTopics.ensure(home.admin(), HomeTopics.CONFIG, FACTOR);
  }

  @AfterEach
  void deleteTopic() throws Exception {
    live.close();
    other.close();
    home.admin().deleteTopics(List.of(HomeTopics.CONFIG)).all().get();
  }

  @Test
  void whatIsWrittenRunsWithTheRevisionAndAtTheOffsetOfTheAnswer() throws Exception {
    String json = "{\"topics\": [\"orders\", \"news\"]}";
    Accepted answer = (Accepted) writer.write("us->eu", Optional.of(json), "ann");

    takeAllThatIsWritten();

    assertThat(flow().replicates("news")).isTrue();
    assertThat(live.applied().revision()).isEqualTo(answer.revision());
    assertThat(live.applied().offset()).isEqualTo(answer.offset());
    assertThat(live.applied().refused()).isEmpty();
    assertThat(writer.overrides()).containsExactly(Map.entry("us->eu", json));
    assertThat(answer.json()).contains(json);
  }

  @Test
  void theRemovalOfAnOverrideBringsBackWhatTheFileSays() throws Exception {
    String before = live.applied().revision();
    writer.write("us->eu", Optional.of("{\"topics\": \"news\"}"), "ann");
    takeAllThatIsWritten();
    assertThat(flow().replicates("orders")).isFalse();

    Accepted answer = (Accepted) writer.write("us->eu", Optional.empty(), "ann");
    takeAllThatIsWritten();

    assertThat(written().getLast().value()).isNull();
    assertThat(flow().replicates("orders")).isTrue();
    assertThat(answer.revision()).isEqualTo(before);
    assertThat(live.applied().revision()).isEqualTo(before);
    assertThat(writer.overrides()).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheReasonAndNeverWritten() throws Exception {
    Refused answer =
        (Refused) writer.write("us->eu", Optional.of("{\"topics\": \"orders([\"}"), "ann");

    assertThat(answer.problems())
        .singleElement()
        .asString()
        .contains("us->eu.topics=orders([")
        .contains("regular expression");
    assertThat(writer.write("us->ap", Optional.of("{}"), "ann")).isInstanceOf(Refused.class);
    assertThat(written()).isEmpty();
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    Accepted answer = (Accepted) writer.dryRun("us->eu", Optional.of("{\"paused\": true}"));

    assertThat(answer.offset()).isEqualTo(-1);
    assertThat(answer.revision()).isNotEqualTo(live.applied().revision());
    assertThat(written()).isEmpty();
  }

  @Test
  void ofTwoInstancesThatChangeOneRevisionAtOnceOneIsTold() throws Exception {
    Optional<String> revision = Optional.of(live.applied().revision());

    List<ConfigWriter.Answer> answers =
        atOnce(revision, "topics.exclude", "rate.limit.bytes.per.second");

    assertThat(answers).hasAtLeastOneElementOfType(Accepted.class);
    assertThat(answers).hasAtLeastOneElementOfType(Changed.class);
    assertThat(written()).hasSize(1);
  }

  @Test
  void ofTwoInstancesThatChangeOneKeyAtOnceNoChangeIsLost() throws Exception {
    List<ConfigWriter.Answer> answers =
        atOnce(Optional.empty(), "topics.exclude", "rate.limit.bytes.per.second");

    assertThat(answers).hasOnlyElementsOfType(Accepted.class);
    assertThat(written()).hasSize(2);
    assertThat(written().getLast().value())
        .contains("topics.exclude", "rate.limit.bytes.per.second");
  }

  /** Each sets one property and keeps the others; both have read the topic before one writes. */
  private List<ConfigWriter.Answer> atOnce(
      Optional<String> revision, String property, String otherProperty) throws Exception {
    CountDownLatch bothRead = new CountDownLatch(2);
    CompletableFuture<ConfigWriter.Answer> theirs =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return writer(other)
                    .write(
                        "us->eu",
                        before -> with(before, otherProperty, bothRead),
                        revision,
                        "operator");
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    ConfigWriter.Answer ours =
        writer.write("us->eu", before -> with(before, property, bothRead), revision, "operator");
    return List.of(ours, theirs.get());
  }

  private static Optional<String> with(
      Optional<String> before, String property, CountDownLatch bothRead) {
    bothRead.countDown();
    try {
      // Whoever was fenced before it has read is waited for a little only.
      bothRead.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    String own = "\"" + property + "\": 5000";
    return Optional.of(
        before.map(json -> json.replace("{", "{" + own + ", ")).orElse("{" + own + "}"));
  }

  @Test
  void aChangeIsMadeAnewAfterARecordThatAConsoleHasWrittenMeanwhile() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    Accepted answer =
        (Accepted)
            writer.write(
                "us->eu",
                before -> {
                  if (asked.getAndIncrement() == 0) {
                    byConsole("us->eu", "{\"paused\": true}");
                  }
                  return Optional.of(
                      before
                          .map(json -> json.replace("{", "{\"topics\": \"news\", "))
                          .orElse("{}"));
                },
                Optional.empty(),
                "operator");

    assertThat(asked).hasValue(2);
    assertThat(written()).hasSize(2);
    assertThat(answer.json()).contains("{\"topics\": \"news\", \"paused\": true}");
    assertThat(written().getLast().value()).isEqualTo(answer.json().orElseThrow());
  }

  @Test
  void aChangeIsMadeFromWhatWasRefusedNotFromWhatRuns() throws Exception {
    writer.write("us->eu", Optional.of("{\"topics\": \"old\"}"), "operator");
    takeAllThatIsWritten();
    byConsole("us->eu", "{\"topics\": \"orders([\"}");

    List<Optional<String>> seen = new ArrayList<>();
    writer.write(
        "us->eu",
        before -> {
          seen.add(before);
          return before;
        },
        Optional.empty(),
        "operator");

    assertThat(seen).containsExactly(Optional.of("{\"topics\": \"orders([\"}"));
    assertThat(written()).hasSize(2);
  }

  private void byConsole(String key, String json) {
    try (Producer<byte[], byte[]> console = Records.producer(home, Map.of())) {
      Records.send(
          console,
          List.of(
              new ProducerRecord<>(
                  HomeTopics.CONFIG,
                  key.getBytes(StandardCharsets.UTF_8),
                  json.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Test
  void aHomeClusterThatIsAwayIsSaidWithinSeconds() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.find(1).getFirst();
    long begin = System.nanoTime();

    assertThat(writer(live(nobody)).write("us->eu", Optional.of("{\"paused\": true}"), "ann"))
        .isInstanceOfSatisfying(
            Unreachable.class, answer -> assertThat(answer.reason()).isNotBlank());

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  private void takeAllThatIsWritten() {
    takeAllThatIsWritten(live);
  }

  private void takeAllThatIsWritten(LiveConfiguration taker) {
    List<ReceivedRecord> written = written();
    written.forEach(each -> taker.take(each.offset(), each.key(), each.value()));
    Awaitility.await().until(() -> taker.knows("", written.getLast().offset()));
  }

  private List<ReceivedRecord> written() {
    return Records.readAll(home, HomeTopics.CONFIG, true);
  }

  private FlowConfig flow() {
    return live.config().flows().getFirst();
  }
}
