package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of the configuration topic whose keys are no flow, no cluster and not {@code *}. */
class SenselessKeysTest {
  @TempDir Path folder;
  private Path file;
  private LiveConfiguration live;

  @BeforeEach
  void open() throws IOException {
    file = Files.writeString(folder.resolve("chappe.properties"), text("us, eu"));
    live =
        new LiveConfiguration(
            file,
            LiveConfigurationTest.SOURCES,
            LiveConfigurationTest.SOURCES.resolve(),
            UnaryOperator.identity());
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void keysThatAreNoneAreKeptInPartOnly() {
    List<TopicReading.Entry> records = senseless(0, 20_000);
    records.add(entry(20_000, "us->eu", "{\"topics\": \"news\"}"));
    live.take(new TopicReading("one", true, records));
    live.applyTaken();

    assertThat(live.config().flows().getFirst().replicates("news")).isTrue();
    assertThat(live.written()).hasSizeLessThanOrEqualTo(101);
    assertThat(live.applied().refused().toString()).contains("19900 more records");
    assertThat(live.applied().offset()).isEqualTo(20_000);
  }

  @Test
  void aKeyThatBecomesOneLaterHasRoomHoweverManyAreNone() throws IOException {
    try (LiveConfiguration watching =
        new LiveConfiguration(
            file,
            LiveConfigurationTest.SOURCES,
            LiveConfigurationTest.SOURCES.resolve(),
            UnaryOperator.identity())) {
      List<TopicReading.Entry> records = senseless(0, 150);
      records.add(entry(150, "us->ap", "{\"enabled\": true, \"topics\": \"news\"}"));
      watching.take(new TopicReading("one", true, records));
      watching.start(config -> {}, () -> Progress.DONE);
      Awaitility.await().until(() -> watching.applied().offset() == 150);
      assertThat(watching.config().flows()).hasSize(1);

      Files.writeString(file, text("us, eu, ap"));

      Awaitility.await().until(() -> watching.config().flows().size() == 2);
      watching.take(new TopicReading("one", false, senseless(151, 300)));
      Awaitility.await().until(() -> watching.applied().offset() == 450);
      assertThat(watching.config().flows()).as("it is one now, and stays").hasSize(2);
    }
  }

  @Test
  void aFlowThatTheFileIsYetToAddStaysHoweverManyNewerKeysAreNone() throws IOException {
    try (LiveConfiguration watching =
        new LiveConfiguration(
            file,
            LiveConfigurationTest.SOURCES,
            LiveConfigurationTest.SOURCES.resolve(),
            UnaryOperator.identity())) {
      watching.take(
          new TopicReading(
              "one", true, List.of(entry(0, "us->ap", "{\"enabled\": true, \"topics\": \"a\"}"))));
      watching.take(new TopicReading("one", false, senseless(1, 300)));
      watching.start(config -> {}, () -> Progress.DONE);
      Awaitility.await().until(() -> watching.applied().offset() == 300);

      Files.writeString(file, text("us, eu, ap"));

      Awaitility.await().until(() -> watching.config().clusters().containsKey("ap"));
      assertThat(watching.config().flows()).hasSize(2);
    }
  }

  @Test
  void flowsThatAreLeftOutAreNamed() {
    List<TopicReading.Entry> records = new ArrayList<>();
    for (int offset = 0; offset < 102; offset++) {
      records.add(entry(offset, "us->c" + offset, "{}"));
    }
    try (CapturedLog log = CapturedLog.of("io.chappe.control")) {
      live.take(new TopicReading("one", true, records));
      live.applyTaken();

      assertThat(live.written()).hasSize(100).containsKey("us->c2").containsKey("us->c101");
      assertThat(log.entries())
          .anyMatch(each -> each.contains("2 more records") && each.contains("us->c0, us->c1"));
    }
  }

  @Test
  void onlyTheFirstOfManyFlowsThatAreLeftOutAreNamed() {
    List<TopicReading.Entry> records = new ArrayList<>();
    for (int offset = 0; offset < 20_000; offset++) {
      records.add(entry(offset, "us->c" + offset, "{}"));
    }
    live.take(new TopicReading("one", true, records));
    live.applyTaken();

    assertThat(live.written()).hasSize(100);
    assertThat(live.applied().refused().get("(other keys)").toString())
        .contains("19900 more records")
        .contains("us->c9")
        .doesNotContain("us->c10");
  }

  @Test
  void whatIsWrongWithKeysThatAreOnesIsSaidHoweverManyAreNone() {
    List<TopicReading.Entry> records = senseless(0, 150);
    List<String> real = List.of("us->eu", "eu->us", "us", "eu", "*");
    real.forEach(key -> records.add(entry(200, key, "[")));
    live.take(new TopicReading("one", true, records));
    live.applyTaken();

    assertThat(live.applied().refused()).hasSize(100).containsKeys(real.toArray(String[]::new));
  }

  @Test
  void keysThatAreNoneAreTakenInOnceAndSaidUntilTheyAreGone() {
    List<TopicReading.Entry> records = senseless(0, 150);
    live.take(new TopicReading("one", true, records));
    live.applyTaken();
    Map<String, String> written = live.written();
    assertThat(live.applied().refused().toString()).contains("50 more records");

    live.take(new TopicReading("one", true, records));
    live.applyTaken();
    assertThat(live.applied().refused().toString()).contains("50 more records");
    assertThat(live.written()).isEqualTo(written);

    live.take(new TopicReading("one", true, List.of(entry(150, "us->eu", "{}"))));
    live.applyTaken();
    assertThat(live.applied().refused()).isEmpty();
    assertThat(live.written()).containsOnlyKeys("us->eu");
  }

  private static List<TopicReading.Entry> senseless(int first, int count) {
    List<TopicReading.Entry> records = new ArrayList<>();
    for (int offset = first; offset < first + count; offset++) {
      records.add(entry(offset, "key" + offset, "{}"));
    }
    return records;
  }

  private static TopicReading.Entry entry(long offset, String key, String json) {
    return new TopicReading.Entry(offset, key, json, WrittenBy.TOPIC);
  }

  private static String text(String clusters) {
    return """
        clusters = %s
        us.bootstrap.servers = us:9092
        eu.bootstrap.servers = eu:9092
        ap.bootstrap.servers = ap:9092
        us->eu.enabled = true
        us->eu.topics = orders
        """
        .formatted(clusters);
  }
}
