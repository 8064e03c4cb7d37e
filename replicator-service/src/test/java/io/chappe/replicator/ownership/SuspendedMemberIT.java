package io.chappe.replicator.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.Signals;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SuspendedMemberIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(SuspendedMemberIT.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void aFrozenProcessLosesItsPartitionsToAnotherAndFirstOfAllSaysSoWhenItWakes() throws Exception {
    try (TestCluster us = TestCluster.builder("us").inProcess().start()) {
      us.createTopic("orders", 4);
      Process frozen = start(us);
      try {
        await().atMost(SOON).until(() -> told().equals(List.of("assigned 4")));

        Signals.stop(frozen);
        long stopped = System.nanoTime();
        try (Member other = new Member(MemberMain.config(us.bootstrapServers(), "eu"), "orders")) {
          await().atMost(SOON).until(() -> other.owned().size() == 4);
          LOGGER.info("taken over after ms={}", (System.nanoTime() - stopped) / 1_000_000);
          assertThat(told()).containsExactly("assigned 4");

          Signals.resume(frozen);
          await().atMost(SOON).until(() -> other.owned().size() == 2);
          await().atMost(SOON).until(() -> told().size() >= 3);
          assertThat(told()).containsExactly("assigned 4", "lost 4", "assigned 2");
        }
      } finally {
        frozen.destroyForcibly();
      }
    }
  }

  private Process start(TestCluster us) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MemberMain.class.getName(),
            us.bootstrapServers(),
            "eu",
            "orders")
        .redirectErrorStream(true)
        .redirectOutput(output().toFile())
        .start();
  }

  private Path output() {
    return folder.resolve("output");
  }

  private List<String> told() throws IOException {
    try (var lines = Files.lines(output())) {
      return lines.filter(line -> line.startsWith("> ")).map(line -> line.substring(2)).toList();
    }
  }
}
