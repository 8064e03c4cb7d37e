package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.live.ConfigSources;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is doubtful in a file that changes while a service runs. */
class FileWarningsTest {
  private static final String TEXT =
      """
      clusters = us, eu
      us.bootstrap.servers = us:9092
      eu.bootstrap.servers = eu:9092
      us->eu.enabled = true
      """;

  private static final List<String> DOUBTFUL =
      List.of(
          "// begins no comment",
          "eu->us.topics is set more than once",
          "refresh.topics.interval.secs",
          "us->eu.groups has a # behind its value",
          "a key of 3001 characters is set more than once");

  @TempDir Path folder;

  @Test
  void isSaidOnceAsAtTheStart() throws IOException {
    Path file = folder.resolve("chappe.properties");
    Files.writeString(file, TEXT + "us->eu.topics = x\nus->eu.topics = orders\n");
    ConfigSources sources =
        new ConfigSources(ConfigLoader.readFile(file).lines(), Map.of(), Map.of(), Set.of());
    try (LiveConfiguration live =
            new LiveConfiguration(
                file,
                sources,
                ConfigLoader.load(file, Map.of(), Set.of()),
                UnaryOperator.identity());
        CapturedLog log = CapturedLog.of("io.chappe.control")) {
      assertThat(live.warningsAtStart())
          .singleElement()
          .asString()
          .contains("us->eu.topics is set");
      live.start(config -> {}, () -> Progress.DONE);

      Files.writeString(file, doubtful("news"));
      awaitTopics(live, "news");
      Files.writeString(file, doubtful("payments"));
      awaitTopics(live, "payments");

      List<String> entries = log.entries();
      assertThat(DOUBTFUL)
          .allSatisfy(
              each ->
                  assertThat(entries)
                      .filteredOn(entry -> entry.contains(each))
                      .as(each)
                      .hasSize(1));
      assertThat(entries)
          .as("said at the start")
          .noneMatch(each -> each.contains("us->eu.topics is set more than once"))
          .allSatisfy(each -> assertThat(each).hasSizeLessThan(2_500))
          .noneMatch(each -> each.codePoints().anyMatch(Character::isISOControl));
    }
  }

  private static void awaitTopics(LiveConfiguration live, String topic) {
    Awaitility.await().until(() -> live.config().flows().getFirst().replicates(topic));
  }

  private static String doubtful(String topic) {
    String forged = "x\\n" + "y".repeat(2_999);
    return TEXT
        + "us->eu.topics = x\nus->eu.topics = %s\n".formatted(topic)
        + "// a note\n"
        + "eu->us.topics = a\neu->us.topics = b\n"
        + "refresh.topics.interval.secs = 5\n"
        + "us->eu.groups = shop # all of them\n"
        + "%s = a\n%s = b\n".formatted(forged, forged);
  }
}
