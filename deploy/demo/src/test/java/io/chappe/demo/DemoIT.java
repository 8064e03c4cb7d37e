package io.chappe.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final int PROCESSES = 5;
  private static final Duration START = Duration.ofMinutes(2);
  private static final Pattern SUMMARY =
      Pattern.compile("(us->eu|eu->us): ([0-9,]+) records produced, ([0-9,]+) arrived; .*p50.*");

  @TempDir Path folder;

  @Test
  void copiesEveryRecordBothWaysAndEndsByItself() throws Exception {
    Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();
    try (DemoProcess demo = DemoProcess.start(folder, "--duration", "20", "--plain")) {
      await()
          .atMost(START)
          .until(
              () -> {
                seen.addAll(demo.children());
                return !demo.isRunning();
              });

      assertThat(demo.awaitEnd(1)).as(() -> String.join("\n", demo.output())).isZero();
      assertEverythingArrived(demo.output());
      assertThat(demo.output())
          .anyMatch(line -> line.matches("flow=us->eu state=running .* p50=[0-9].*"))
          .anyMatch(line -> line.matches("flow=eu->us .* heartbeat_age=[0-9].*"))
          .anyMatch(line -> line.matches("flow=eu->us .* groups=[1-9].* checkpoint_age=[0-9].*"));
      assertThat(seen).hasSizeGreaterThanOrEqualTo(PROCESSES).noneMatch(ProcessHandle::isAlive);
      assertThat(foldersOfRuns()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "KILL"})
  void leavesNoProcessBehindAfterASignal(String signal) throws Exception {
    assumeFalse(
        signal.equals("INT") && isInterruptIgnored(), "started in the background of a shell");
    try (DemoProcess demo = DemoProcess.start(folder, "--plain")) {
      await()
          .atMost(START)
          .until(() -> demo.output().stream().anyMatch(line -> line.startsWith("flow=")));
      List<ProcessHandle> children = new ArrayList<>(demo.children());
      assertThat(children).hasSizeGreaterThanOrEqualTo(PROCESSES);

      demo.signal(signal);

      demo.awaitEnd(60);
      await().atMost(Duration.ofSeconds(10)).until(() -> noneAlive(children));
    }
  }

  /** What a shell's background processes ignore, their children do, too. */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private static void assertEverythingArrived(List<String> output) {
    List<Matcher> summaries =
        output.stream().map(SUMMARY::matcher).filter(Matcher::matches).toList();
    assertThat(summaries).hasSize(2);
    assertThat(summaries)
        .allSatisfy(
            summary -> {
              assertThat(number(summary.group(2))).isGreaterThan(1000);
              assertThat(summary.group(3)).isEqualTo(summary.group(2));
            });
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  private static boolean noneAlive(List<ProcessHandle> processes) {
    return processes.stream().noneMatch(ProcessHandle::isAlive);
  }

  private List<Path> foldersOfRuns() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).toList();
    }
  }
}
