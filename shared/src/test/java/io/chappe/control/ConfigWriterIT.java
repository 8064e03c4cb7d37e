package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.config.ConfigSources;
import io.chappe.config.FlowConfig;
import io.chappe.control.ConfigWriter.Answer.Accepted;
import io.chappe.control.ConfigWriter.Answer.Refused;
import io.chappe.control.ConfigWriter.Answer.Unreachable;
import io.chappe.testing.FreePorts;
import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class ConfigWriterIT {
  private static final short FACTOR = 1;

  private final TestCluster home;
  private final LiveConfiguration live;
  private final ConfigWriter writer;

  ConfigWriterIT(SharedClusters clusters) {
    home = clusters.us();
    live = live(home.bootstrapServers());
    writer = writer(live);
  }

  private static LiveConfiguration live(String homeServers) {
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
    return new LiveConfiguration(
        Path.of("none"), sources, sources.resolve(), UnaryOperator.identity());
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
  void aHomeClusterThatIsAwayIsSaidWithinSeconds() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.find(1).getFirst();
    long begin = System.nanoTime();

    assertThat(writer(live(nobody)).write("us->eu", Optional.of("{\"paused\": true}"), "ann"))
        .isInstanceOfSatisfying(
            Unreachable.class, answer -> assertThat(answer.reason()).isNotBlank());

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  private void takeAllThatIsWritten() {
    written().forEach(each -> live.take(each.offset(), each.key(), each.value()));
    live.applyTaken();
  }

  private List<ReceivedRecord> written() {
    return Records.readAll(home, HomeTopics.CONFIG);
  }

  private FlowConfig flow() {
    return live.config().flows().getFirst();
  }
}
