package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables in documents that say what is tested where, as {@code `Class#method`}. */
public final class TestTables {
  private static final Path ROOT = Path.of("..", "..");
  private static final List<String> MODULES =
      List.of(
          "deploy/acceptance",
          "replicator-service",
          "checkpoint-service",
          "heartbeat-service",
          "shared");

  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private TestTables() {}

  /** Fails unless the text names at least one test, and only such that exist. */
  public static void assertNamesTests(String text) throws IOException {
    List<MatchResult> tests = TEST.matcher(text).results().toList();
    assertThat(tests).as(text).isNotEmpty();
    for (MatchResult test : tests) {
      assertThat(sourceOf(test.group(1))).as(test.group()).contains(" void " + test.group(2) + "(");
    }
  }

  /** The rows of the first table below a heading, without its head, as their cells. */
  static List<List<String>> rows(Path readme, String heading) throws IOException {
    return Files.readAllLines(readme).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .dropWhile(line -> !line.startsWith("| --- |"))
        .skip(1)
        .takeWhile(line -> line.startsWith("| "))
        .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
        .toList();
  }

  private static String sourceOf(String name) throws IOException {
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        var found = files.filter(file -> file.endsWith(name + ".java")).findFirst();
        if (found.isPresent()) {
          return Files.readString(found.get());
        }
      }
    }
    throw new AssertionError("there is no " + name);
  }
}
