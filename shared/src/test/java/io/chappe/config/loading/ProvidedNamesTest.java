package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.lines;
import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.live.ConfigMerge;
import io.chappe.config.live.ConfigSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a config provider fills in is never shown. Names of clusters and topics are shown
 * everywhere, so no provider makes one.
 */
class ProvidedNamesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("ALIASES", "us, eu", "ALIAS", "eu", "CANARY", "canary", "MARK", "-");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters=${env:ALIASES}",
        "clusters=us, eu, ${env:CANARY}",
        "home=${env:ALIAS}",
        "home=${env:CANARY}",
        "topics.rename=orders -> ${env:CANARY}",
        "us->eu.topics.rename=${env:CANARY} -> orders",
        "us->eu.errors.deadletterqueue.topic.name=${env:CANARY}",
        "replication.policy.separator=${env:MARK}"
      })
  void noNameComesFromAProvider(String line) {
    assertThat(problems(line))
        .singleElement()
        .asString()
        .startsWith(line + ": must be written out, in the file or in CHAPPE_CONFIG_OVERRIDES: ")
        .contains("names are shown everywhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${env:ALIAS}->us.enabled=true", "us->${env:ALIAS}.topics=a"})
  void noKeyDoes(String line) {
    // As the file is read: a colon ends a key, too.
    int colon = line.indexOf(':');
    assertThat(problems(line.substring(0, colon) + "=" + line.substring(colon + 1)))
        .singleElement()
        .asString()
        .contains("a key has no ${...}", "write the cluster's alias itself");
    assertThat(problems(line)).singleElement().asString().contains("a key has no ${...}");
  }

  @Test
  void aFileThatTakesItsClustersFromAProviderIsRefusedWhileRunning() {
    ConfigSources running =
        new ConfigSources(provided("us->eu.topics=${env:CANARY}"), ENVIRONMENT, Map.of(), Set.of());
    ChappeConfig config = running.resolve();
    Map<String, String> changed = new HashMap<>(running.file());
    changed.put("clusters", "${env:ALIASES}, ${env:CANARY}");

    ConfigMerge.Outcome outcome =
        ConfigMerge.merge(running, config, running.withFile(changed), next -> next);

    assertThat(outcome.config()).isEqualTo(config);
    assertThat(outcome.refused()).containsOnlyKeys(ConfigMerge.FILE);
    assertThat(outcome.refused().toString()).contains("written out").doesNotContain("canary");
  }

  @Test
  void theTextOfAnOverrideIsTextThere() {
    assertThat(problems("topics.rename=orders -> news")).isEmpty();
    ConfigSources sources =
        new ConfigSources(
            provided(), ENVIRONMENT, Map.of("us->eu", "{\"topics\": \"${env:CANARY}\"}"), Set.of());
    assertThat(sources.problems()).singleElement().asString().contains("${env:CANARY}");
  }

  private static List<String> problems(String line) {
    return problemsOf(provided(line), ENVIRONMENT, Set.of());
  }

  private static Map<String, String> provided(String... more) {
    Map<String, String> all = lines(more);
    all.put("config.providers", "env");
    all.put(
        "config.providers.env.class",
        "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
    return all;
  }
}
