package io.chappe.config.live;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.loading.ConfigFixture;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that come while the services run, and that would keep them busy. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunTimeValuesTest {
  private static final ConfigSources RUNNING =
      new ConfigSources(
          Map.of(
              "clusters", "us, eu, us.b",
              "us.bootstrap.servers", "us:9092",
              "eu.bootstrap.servers", "eu:9092",
              "us.b.bootstrap.servers", "b:9092",
              "us->eu.enabled", "true"),
          Map.of(),
          Map.of(),
          Set.of());
  private static final ChappeConfig CONFIG = RUNNING.resolve();

  private static String listed(int count, String separator, IntFunction<String> name) {
    return IntStream.range(0, count).mapToObj(name).collect(joining(separator));
  }

  private static List<String> refusal(String name, String value) {
    return merge("us->eu", "{\"" + name + "\": \"" + value.replace("\\", "\\\\") + "\"}")
        .refused()
        .getOrDefault("us->eu", List.of());
  }

  private static ConfigMerge.Outcome merge(String key, String json) {
    return ConfigMerge.merge(
        RUNNING, CONFIG, RUNNING.withOverride(key, json), UnaryOperator.identity());
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    for (String one : List.of("a", ".", " ", "(", "[", "a*")) {
      String value = "x" + one.repeat(200_000 / one.length()) + "x";
      assertThat(refusal("topics", value))
          .singleElement()
          .asString()
          .startsWith("override us->eu: us->eu.topics=x")
          .contains("200002 characters are too many: write at most 1000")
          .hasSizeLessThan(300);
    }
  }

  @Test
  void aFlowBetweenClustersWithLongNamesCanBeChanged() {
    String from = "primary-frankfurt-01";
    String to = "backup-amsterdam-production-01";
    ConfigSources running =
        new ConfigSources(
            Map.of(
                "clusters",
                from + "," + to,
                from + ".bootstrap.servers",
                "f:9092",
                to + ".bootstrap.servers",
                "a:9092",
                from + "->" + to + ".enabled",
                "true"),
            Map.of(),
            Map.of(),
            Set.of());
    ConfigSources wanted = running.withOverride(from + "->" + to, "{\"paused\": true}");

    ConfigMerge.Outcome outcome =
        ConfigMerge.merge(running, running.resolve(), wanted, UnaryOperator.identity());

    assertThat(outcome.refused()).isEmpty();
    assertThat(outcome.config().flows().getFirst().copy().paused()).isTrue();
  }

  @Test
  void manyNamesAreTakenButNotAnyNumberOfThem() {
    assertThat(refusal("topics", listed(20_000, ",", number -> "orders-" + number))).isEmpty();
    assertThat(refusal("topics", listed(30_000, ",", number -> "n" + number)).toString())
        .contains("30000 are too many: write at most 20000 names");
    assertThat(refusal("topics.rename", listed(21_000, ";", number -> "a->b")).toString())
        .contains("21000 are too many");
  }

  @Test
  void someExpressionsAreTakenButNotAnyNumberOfThem() {
    assertThat(refusal("groups", listed(100, ",", number -> "orders-.*" + number))).isEmpty();
    assertThat(refusal("groups", listed(101, ",", number -> "orders-.*" + number)).toString())
        .contains("101 expressions are too many: write at most 100");
    assertThat(refusal("topics.rename", listed(101, ";", number -> "a.*" + number + "->b")))
        .singleElement()
        .asString()
        .contains("101 expressions are too many");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topics", "topics.exclude", "groups", "remote.topics.shared"})
  void whatRe2CanMatchInLinearTimeIsTaken(String name) {
    assertThat(refusal(name, "(.*a){25}b, (a*)*b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=a)(.*a){25}b",
        "(a*)*\\1b",
        "(a++)b",
        "((((x?){1000}){1000}){1000}){1000}",
        "(((a{30}){30}){30}){30}"
      })
  void whatItCannotIsRefused(String expression) {
    assertThat(refusal("topics", expression).toString())
        .contains("us->eu.topics=" + expression)
        .contains("is an expression that only the file may have");
    assertThat(refusal("topics.rename", expression + " -> b").toString())
        .contains("is an expression that only the file may have");
    assertThat(refusal("predicates.p.pattern", expression).toString())
        .contains("is an expression that only the file may have");
  }

  @Test
  void expressionsThatAreLargeTogetherAreRefused() {
    assertThat(refusal("topics", listed(20, ",", number -> number + "(ab){450}")).toString())
        .contains("its expressions cost too much");
  }

  @Test
  void manyPropertiesAndKeysAreRefused() {
    assertThat(
            merge("us->eu", "{" + listed(12_000, ",", each -> "\"p" + each + "\":1") + "}")
                .refused()
                .toString())
        .contains("12000 properties are too many: write at most 500");
    assertThat(
            merge("us->eu", "{" + listed(400, ",", each -> "\"p.q" + each + "\":1") + "}")
                .refused()
                .toString())
        .contains("too many properties that nobody knows");
    assertThat(merge("us->eu", "{\"" + "a.".repeat(10_000) + "\":1}").refused().toString())
        .contains("a key of 20007 characters isn't one");
  }

  @Test
  void anyOtherValueIsShort() {
    assertThat(refusal("start.from", "x".repeat(10_000)).toString())
        .contains("10000 characters are too many: write at most 8192");
  }

  @Test
  void anExpressionThatIsTooSlowInTheFileIsToldByItsKey() {
    assertThat(ConfigFixture.problemsOf("us->eu.topics=(?=a)(.*a){25}b"))
        .singleElement()
        .asString()
        .startsWith("us->eu.topics=(?=a)(.*a){25}b: has an expression that needs too many steps");
    assertThat(ConfigFixture.problemsOf("topics.rename=(?=a)(.*a){25}b -> b")).hasSize(1);
    assertThat(ConfigFixture.problemsOf("us->eu.topics=(?!secret).*", "groups=(.*a){25}b"))
        .isEmpty();
    assertThat(ConfigFixture.problemsOf("us->eu.topics=" + "(".repeat(100_000)))
        .singleElement()
        .asString()
        .contains("must be a list of names or regular expressions");
  }

  @Test
  void namesThatBeginWithOneAnotherAreComparedInTime() {
    ConfigMerge.Outcome outcome =
        merge("us.b->eu", "{\"enabled\": true, \"topics\": \"(x?|y?){60}z, (b.*)*c\"}");
    assertThat(outcome.refused().toString()).contains("can't be told apart");
  }
}
