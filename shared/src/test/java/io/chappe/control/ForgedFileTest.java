package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgedFileTest {
  private static final String TEXT =
      """
      clusters = us, eu
      us.bootstrap.servers = us:9092
      eu.bootstrap.servers = eu:9092
      us->eu.enabled = true
      us->eu.topics = orders
      """;

  @TempDir Path folder;

  @Test
  void noLineOfTheFileWritesALineOfItsOwnIntoTheLog() throws IOException {
    Path file = Files.writeString(folder.resolve("chappe.properties"), TEXT);
    String forged = "x\\r\\nforged\\u001B[31m\\u2028" + "y".repeat(10_000);
    try (LiveConfiguration watching =
            new LiveConfiguration(
                file,
                LiveConfigurationTest.SOURCES,
                LiveConfigurationTest.SOURCES.resolve(),
                UnaryOperator.identity());
        CapturedLog log = CapturedLog.of("io.chappe")) {
      watching.start(config -> {}, () -> Progress.DONE);

      Files.writeString(
          file, TEXT + "config.providers = p\nconfig.providers.p.class = %s\n".formatted(forged));
      Awaitility.await().until(() -> watching.applied().refused().containsKey("file"));
      Files.writeString(file, TEXT + "us.consumer.client.rack = %s\n".formatted(forged));
      Awaitility.await()
          .until(() -> log.entries().toString().contains("us.consumer.client.rack=x??forged"));

      assertThat(watching.applied().refused()).isEmpty();
      assertThat(log.entries())
          .anyMatch(each -> each.contains("config.providers.p.class=x??forged?[31m?y"))
          .allSatisfy(each -> assertThat(each).hasSizeLessThan(2_500))
          .noneMatch(each -> each.codePoints().anyMatch(Character::isISOControl))
          .noneMatch(each -> each.contains("\u2028"));
    }
  }
}
