package io.chappe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps what the READMEs say true. */
class ReadmeTest {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path README = PROJECT.resolve("README.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)(?:^    |`)(?:[A-Z_]+=\\S+ )?(?:java -jar )?(\\./[\\w./-]+|[\\w-]+/target\\S+)");
  private static final Pattern METRIC = Pattern.compile("\\| `chappe_([a-z_]+)` \\|");
  private static final Pattern REGISTERED =
      Pattern.compile("(?:builder|counter)\\(\\s*\"chappe\\.([a-z.]+)\"");
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| `([^`]*)` \\| `([^`]*)` \\|$");
  private static final Pattern OTHER_DEFAULT =
      Pattern.compile(
          "(?m)^\\| `([a-z.-]+)` \\|[^|]*\\| \\*\\*`([^`]*)`\\*\\* \\| `([^`]*)` \\|.*$");

  static Stream<Path> readmes() {
    return Stream.of(
            "README.md",
            "CONTRIBUTING.md",
            "shared/README.md",
            "replicator-service/README.md",
            "checkpoint-service/README.md",
            "heartbeat-service/README.md",
            "deploy/README.md",
            "deploy/acceptance/README.md",
            "deploy/demo/README.md")
        .map(PROJECT::resolve);
  }

  @ParameterizedTest
  @MethodSource("readmes")
  void linksLeadToFiles(Path readme) {
    assertThat(matches(LINK, readme).map(link -> readme.resolveSibling(link.group(1))))
        .allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void commandsNameScriptsThatCanBeRun() {
    List<String> scripts =
        matches(COMMAND, README)
            .map(command -> command.group(1))
            .filter(command -> command.startsWith("./"))
            .toList();

    assertThat(scripts).contains("./deploy/demo/run", "./mvnw");
    assertThat(scripts).allSatisfy(s -> assertThat(PROJECT.resolve(s)).isExecutable());
  }

  @Test
  void theTableOfMetricsIsWhatTheServicesRegister() {
    Set<String> described =
        sorted(matches(METRIC, README).map(metric -> metric.group(1)).map(ReadmeTest::withoutUnit));

    assertThat(described).isEqualTo(sorted(registeredMetrics()));
  }

  @Test
  void theTableOfDefaultsIsThatOfTheReference() {
    Path reference = PROJECT.resolve("shared/CONFIGURATION.md");

    assertThat(matches(DEFAULT, README).map(ReadmeTest::columns).toList())
        .isNotEmpty()
        .isEqualTo(matches(OTHER_DEFAULT, reference).map(ReadmeTest::columns).toList());
  }

  @Test
  void theOptionsOfTheDemoAreThoseItTakes() {
    Pattern option = Pattern.compile("(?m)^\\| `(--[a-z]+)");
    Pattern inUsage = Pattern.compile("(?m)^  (--[a-z]+)");

    assertThat(matches(option, README).map(match -> match.group(1)).toList())
        .isEqualTo(inUsage.matcher(Options.USAGE).results().map(match -> match.group(1)).toList());
  }

  private static Stream<String> registeredMetrics() {
    return Stream.of("shared", "replicator-service", "checkpoint-service", "heartbeat-service")
        .map(service -> PROJECT.resolve(service).resolve("src/main/java"))
        .flatMap(ReadmeTest::files)
        .flatMap(file -> matches(REGISTERED, file))
        .map(metric -> metric.group(1).replace('.', '_'));
  }

  /** Prometheus' name has the kind or unit at its end; the name in the code has not. */
  private static String withoutUnit(String metric) {
    return metric.replaceFirst("_(total|seconds|bytes)$", "");
  }

  private static List<String> columns(MatchResult row) {
    return List.of(row.group(1), row.group(2), row.group(3));
  }

  private static Set<String> sorted(Stream<String> names) {
    return new TreeSet<>(names.toList());
  }

  private static Stream<MatchResult> matches(Pattern pattern, Path file) {
    try {
      return pattern.matcher(Files.readString(file)).results();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
