package io.chappe.config.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes by {@code chappe.config.internal} that make no sense, and what is said of them. */
class RefusedChangesTest {
  private static final ConfigSources RUNNING =
      new ConfigSources(
          Map.of(
              "clusters", "us, eu, ap",
              "home", "us",
              "us.bootstrap.servers", "us:9092",
              "eu.bootstrap.servers", "eu:9092",
              "ap.bootstrap.servers", "ap:9092",
              "us->eu.enabled", "true",
              "us->eu.topics", "orders.*"),
          Map.of(),
          Map.of(),
          Set.of());
  private static final ChappeConfig CONFIG = RUNNING.resolve();

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = RefusedChanges.TABLE)
  void aChangeThatMakesNoSenseIsRefusedWithKeyValueAndRemedy(
      String key, String json, String keyAndValue, String remedy) {
    ConfigMerge.Outcome outcome = merge(RUNNING.withOverride(key, json));

    assertThat(outcome.sources()).isEqualTo(RUNNING);
    assertThat(outcome.config()).isEqualTo(CONFIG);
    assertThat(outcome.refused()).containsOnlyKeys(key);
    assertThat(outcome.refused().get(key))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains(keyAndValue)
                    .contains(remedy)
                    .doesNotContain(System.lineSeparator()));
  }

  @Test
  void aHugeOverrideIsRefusedUnread() {
    String huge = "{\"topics\": \"" + "a".repeat(300_000) + "\"}";
    assertThat(merge(RUNNING.withOverride("us->eu", huge)).refused().get("us->eu"))
        .containsExactly("override us->eu: 300014 characters are too many: write at most 262144");
  }

  @Test
  void howManyRecordsMakeNoSenseDoesNotMultiplyTheWork() {
    ConfigSources wanted = RUNNING.withOverride("us->eu", "{\"paused\": true}");
    Map<String, String> overrides = new HashMap<>(wanted.overrides());
    for (int number = 0; number < 2_000; number++) {
      overrides.put("key" + number, "{\"topics\": \"a\"}");
    }
    overrides.put("us", "{\"a\":".repeat(100) + "1" + "}".repeat(100));
    overrides.put("ap", "{\"bootstrap.servers\": \"x\"}");
    overrides.put("eu", "[".repeat(300_000));

    ConfigMerge.Outcome outcome = merge(wanted.withOverrides(overrides));

    assertThat(outcome.resolved()).isLessThanOrEqualTo(2);
    assertThat(outcome.refused()).hasSize(2_003);
    assertThat(outcome.config().flows().getFirst().copy().paused()).isTrue();
  }

  @Test
  void aSecretIsNotRepeatedByTheRefusal() {
    ConfigSources wanted =
        RUNNING.withOverride("us", "{\"sasl.jaas.config\": {\"password\": \"canary\"}, \"x\":");
    assertThat(wanted.problems().toString()).doesNotContain("canary");
    assertThat(
            RUNNING
                .withOverride("us", "{\"sasl.jaas.config\": {\"password\": \"canary\"}}")
                .problems()
                .toString())
        .contains("sasl.jaas.config")
        .doesNotContain("canary");
  }

  @Test
  void aGoodChangeIsTakenBesideABadOne() {
    ConfigMerge.Outcome outcome =
        merge(
            RUNNING
                .withOverride("us->eu", "{\"topics\": \"[\"}")
                .withOverride("us->ap", "{\"enabled\": true}"));

    assertThat(outcome.refused()).containsOnlyKeys("us->eu");
    assertThat(outcome.config().flows())
        .extracting(flow -> flow.id().toString())
        .containsExactly("us->eu", "us->ap");
  }

  @Test
  void aChangeOfTheFileThatMakesNoSenseLeavesTheOverridesInForce() {
    ConfigSources running = RUNNING.withOverride("us->eu", "{\"topics\": [\"a\", \"b\"]}");
    ConfigMerge.Outcome outcome =
        ConfigMerge.merge(
            running,
            running.resolve(),
            running.withFile(Map.of("clusters", "us")),
            UnaryOperator.identity());

    assertThat(outcome.refused()).containsOnlyKeys(ConfigMerge.FILE);
    assertThat(outcome.config().flows().getFirst().replicates("b")).isTrue();
  }

  @Test
  void whatWaitsForAClusterOfTheFileIsTakenTogetherWithItWhicheverComesFirst() {
    ConfigSources half = RUNNING.withOverride("us->sa", "{\"enabled\": true}");
    ConfigMerge.Outcome first = merge(half);
    assertThat(first.refused()).containsOnlyKeys("us->sa");

    Map<String, String> lines = new HashMap<>(RUNNING.file());
    lines.put("clusters", "us, eu, ap, sa");
    lines.put("sa.bootstrap.servers", "sa:9092");
    ConfigSources whole = half.withFile(lines);
    ConfigMerge.Outcome both =
        ConfigMerge.merge(first.sources(), first.config(), whole, UnaryOperator.identity());
    assertThat(both.refused()).isEmpty();
    assertThat(both.config().flows()).extracting(flow -> flow.id().toString()).contains("us->sa");
  }

  @Test
  void theTopicWinsOverTheEnvironmentAndThatOverTheFile() {
    ConfigSources sources =
        new ConfigSources(
            RUNNING.file(),
            Map.of("CHAPPE_CONFIG_OVERRIDES", "us->eu.topics=b\nus->eu.paused=true"),
            Map.of("us->eu", "{\"topics\": \"c\"}"),
            Set.of());
    FlowConfig flow = sources.resolve().flows().getFirst();
    assertThat(flow.replicates("c")).isTrue();
    assertThat(flow.replicates("b")).isFalse();
    assertThat(flow.copy().paused()).isTrue();
  }

  @Test
  void theRevisionNamesWhatIsSetButNotTheOrderAndNoSecrets() {
    ConfigSources one = RUNNING.withOverride("us->eu", "{\"a\": 1, \"b\": 2}");
    assertThat(RUNNING.withOverride("us->eu", "{\"b\": 2, \"a\": 1}").revision())
        .isEqualTo(one.revision())
        .isNotEqualTo(RUNNING.revision());
    assertThat(RUNNING.withOverride("us", "{\"ssl.key.password\": \"x\"}").revision())
        .isEqualTo(RUNNING.withOverride("us", "{\"ssl.key.password\": \"y\"}").revision());
  }

  private static ConfigMerge.Outcome merge(ConfigSources wanted) {
    return ConfigMerge.merge(RUNNING, CONFIG, wanted, UnaryOperator.identity());
  }
}
