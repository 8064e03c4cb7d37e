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

/** Keeps what the README and the other documents say true, and short. */
class ReadmeTest {
  private static final int MOST_LINES = 150;
  private static final int WIDEST_CELL = 200;
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path DOCS = PROJECT.resolve("deploy/docs");
  private static final MarkdownPage README = new MarkdownPage(PROJECT.resolve("README.md"));

  /** In deploy/acceptance: its other column lists all tests of an event. */
  private static final String TABLE_OF_TESTS = "## What happens when";

  private static final Pattern METRIC = Pattern.compile("\\| `chappe_([a-z_]+)` \\|");
  private static final Pattern NAMED_METRIC =
      Pattern.compile("\\bchappe_([a-z_]*[a-z])(?![a-z_*])");
  private static final Pattern REGISTERED =
      Pattern.compile("(?:builder|counter|gauge|seconds)\\(\\s*\"chappe\\.([a-z.]+)\"");
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| `([^`]*)` \\| `([^`]*)` \\|$");
  private static final Pattern OTHER_DEFAULT =
      Pattern.compile(
          "(?m)^\\| `([a-z.-]+)` \\|[^|]*\\| \\*\\*`([^`]*)`\\*\\* \\| `([^`]*)` \\|.*$");

  /** A key that an example sets; of a transform or predicate only the first word. */
  private static final Pattern SET_KEY =
      Pattern.compile(
          "(?m)(?:^ {4,7}|`)(?:us->eu\\.|us\\.|eu\\.)?"
              + "(transforms|predicates|[a-z][a-z.-]+)(?:(?<=transforms|predicates)\\.\\S+)? = ");

  static Stream<MarkdownPage> pages() {
    return Stream.concat(
            Stream.of(
                    "README.md",
                    "CONTRIBUTING.md",
                    "shared/README.md",
                    "replicator-service/README.md",
                    "checkpoint-service/README.md",
                    "heartbeat-service/README.md",
                    "deploy/README.md",
                    "deploy/acceptance/README.md",
                    "deploy/benchmark/README.md",
                    "deploy/benchmark/results/README.md",
                    "deploy/demo/README.md",
                    "deploy/prometheus/README.md")
                .map(PROJECT::resolve),
            files(DOCS, ".md").sorted())
        .map(MarkdownPage::new);
  }

  @Test
  void theReadmeIsShort() {
    assertThat(README.lines().count()).isLessThanOrEqualTo(MOST_LINES);
  }

  @Test
  void theReadmeLeadsToEachPage() {
    List<String> links = README.links().stream().map(link -> link.replaceFirst("#.*", "")).toList();

    assertThat(files(DOCS, ".md").map(PROJECT::relativize).map(Path::toString))
        .isNotEmpty()
        .isSubsetOf(links);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFilesAndHeadings(MarkdownPage page) {
    assertThat(page.links().stream().flatMap(page::problemOf)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noCellOfATableIsLong(MarkdownPage page) {
    boolean ofTests = page.file().equals(PROJECT.resolve("deploy/acceptance/README.md"));

    assertThat(ofTests ? page.cells(TABLE_OF_TESTS) : page.cells())
        .filteredOn(cell -> cell.length() > WIDEST_CELL)
        .isEmpty();
  }

  @Test
  void commandsNameScriptsThatCanBeRun() {
    List<String> scripts = inCode("^(?:[A-Z_]+=\\S+ )?(\\./[\\w./-]+|deploy/[\\w/-]+/run)\\b");

    assertThat(scripts).contains("./deploy/demo/run", "deploy/benchmark/run", "./mvnw");
    assertThat(scripts)
        .filteredOn(script -> !script.equals("./run"))
        .allSatisfy(script -> assertThat(PROJECT.resolve(script)).isExecutable());
  }

  @Test
  void commandsNameTestsThatAreThere() {
    assertThat(inCode("-D(?:it\\.)?test=(\\w+)"))
        .contains("TakeoverSpeedIT")
        .filteredOn(test -> !test.matches("NONE|NameOfTest"))
        .allSatisfy(test -> assertThat(tests().contains(test)).as(test).isTrue());
  }

  @Test
  void commandsNameProfilesThatAreThere() {
    assertThat(inCode("(?:^| )-P([a-z][\\w-]*)"))
        .contains("chaos")
        .allSatisfy(profile -> assertThat(isProfile(profile)).as(profile).isTrue());
  }

  @Test
  void commandsNameModulesAndFilesThatAreThere() {
    assertThat(inCode("-pl ([\\w/-]+)"))
        .contains("deploy/acceptance")
        .allSatisfy(module -> assertThat(PROJECT.resolve(module).resolve("pom.xml")).exists());
    assertThat(inCode("(?:^| )(deploy/[\\w./-]+)"))
        .contains("deploy/prometheus/tests/alerts-test.yaml")
        .filteredOn(path -> !path.matches("deploy/chappe-heartbeat|.*/target"))
        .allSatisfy(path -> assertThat(PROJECT.resolve(path)).exists());
  }

  @Test
  void theTableOfMetricsIsWhatTheServicesRegister() {
    assertThat(metrics(METRIC)).isNotEmpty().isEqualTo(sorted(registeredMetrics()));
  }

  @Test
  void eachMetricThatIsNamedIsInThatTable() {
    assertThat(metrics(NAMED_METRIC)).isSubsetOf(metrics(METRIC));
  }

  @Test
  void theTableOfDefaultsIsThatOfTheReference() {
    MarkdownPage reference = new MarkdownPage(PROJECT.resolve("shared/CONFIGURATION.md"));

    assertThat(inPages(DEFAULT).map(ReadmeTest::columns).toList())
        .isNotEmpty()
        .isEqualTo(reference.matches(OTHER_DEFAULT).map(ReadmeTest::columns).toList());
  }

  @Test
  void keysThatAreSetInExamplesAreThoseOfTheReference() {
    MarkdownPage reference = new MarkdownPage(PROJECT.resolve("shared/CONFIGURATION.md"));

    assertThat(inPages(SET_KEY).map(match -> match.group(1)).distinct())
        .contains("topics.rename", "start.from")
        .allSatisfy(key -> assertThat(reference.text().contains("`" + key + "`")).as(key).isTrue());
  }

  @Test
  void theOptionsOfTheDemoAreThoseItTakes() {
    Pattern option = Pattern.compile("(?m)^\\| `(--[a-z]+)");
    Pattern inUsage = Pattern.compile("(?m)^  (--[a-z]+)");

    assertThat(inPages(option).map(match -> match.group(1)).toList())
        .isEqualTo(inUsage.matcher(Options.USAGE).results().map(match -> match.group(1)).toList());
  }

  private static Stream<MatchResult> inPages(Pattern pattern) {
    return pages().flatMap(page -> page.matches(pattern));
  }

  private static List<String> inCode(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return pages()
        .flatMap(page -> page.code().stream())
        .flatMap(code -> compiled.matcher(code).results())
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  private static Set<String> tests() {
    return sorted(
        Stream.of(
                "shared",
                "replicator-service",
                "checkpoint-service",
                "heartbeat-service",
                "deploy/acceptance",
                "deploy/demo")
            .map(module -> PROJECT.resolve(module).resolve("src/test/java"))
            .flatMap(folder -> files(folder, ".java"))
            .map(file -> file.getFileName().toString().replace(".java", "")));
  }

  private static boolean isProfile(String name) {
    Pattern profile = Pattern.compile("<profile>\\s*<id>" + Pattern.quote(name) + "</id>");
    return matches(profile, PROJECT.resolve("pom.xml")).findAny().isPresent();
  }

  private static Stream<String> registeredMetrics() {
    return Stream.of("shared", "replicator-service", "checkpoint-service", "heartbeat-service")
        .map(service -> PROJECT.resolve(service).resolve("src/main/java"))
        .flatMap(folder -> files(folder, ".java"))
        .flatMap(file -> matches(REGISTERED, file))
        .map(metric -> metric.group(1).replace('.', '_'));
  }

  private static Set<String> metrics(Pattern pattern) {
    return sorted(inPages(pattern).map(metric -> metric.group(1)).map(ReadmeTest::withoutUnit));
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

  private static Stream<Path> files(Path folder, String extension) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(extension)).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
