package io.chappe.acceptance.manifests;

import static io.chappe.acceptance.manifests.Yaml.at;
import static io.chappe.acceptance.manifests.Yaml.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlertsTest {
  private static final Path FOLDER = DeployFolder.of("prometheus");
  private static final Path ALERTS = FOLDER.resolve("alerts.yaml");

  /** Where users put their own copy: a name that belongs to nobody. */
  private static final String RUNBOOK = "https://runbooks.example/chappe/runbook.md";

  @Test
  void everyAlertHasAnEntryWithSymptomCheckAndFix() throws IOException {
    List<String> runbook = Files.readAllLines(DeployFolder.of("docs", "runbook.md"));
    List<?> rules = list(Yaml.file(ALERTS), "groups", 0, "rules");
    assertThat(rules)
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(
            rule -> {
              String name = (String) at(rule, "alert");
              assertThat(entry(runbook, name))
                  .as(name)
                  .hasSizeGreaterThan(80)
                  .containsSubsequence("**Symptom.** ", "**Check.** ", "**Fix.** ");
              assertThat(at(rule, "annotations", "runbook_url"))
                  .isEqualTo(RUNBOOK + "#" + name.toLowerCase(Locale.ROOT));
            });
  }

  /** What stands below the alert's heading, or nothing if it has none. */
  private static String entry(List<String> runbook, String alert) {
    return runbook.stream()
        .dropWhile(line -> !line.equals("## " + alert))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void everyAlertIsSeenFiringInATest() throws IOException {
    String tests = Files.readString(FOLDER.resolve("tests").resolve("alerts-test.yaml"));
    assertThat(list(Yaml.file(ALERTS), "groups", 0, "rules"))
        .extracting(rule -> "runbook_url: " + at(rule, "annotations", "runbook_url"))
        .allSatisfy(runbook -> assertThat(tests).contains(runbook));
  }

  @Test
  void theOperatorsRulesAreTheSame() throws IOException {
    Path rule = DeployFolder.of("kubernetes", "components", "monitoring", "prometheus-rule.yaml");
    assertThat(at(Yaml.file(rule), "spec", "groups")).isEqualTo(at(Yaml.file(ALERTS), "groups"));
  }

  @Test
  void theChartsRulesAreTheSame() throws IOException {
    assertThat(DeployFolder.of("helm", "chappe", "files", "alerts.yaml"))
        .hasSameTextualContentAs(ALERTS);
  }

  @Test
  void prometheusTakesTheRulesAndTheyFireWhenTheyShould() throws Exception {
    Tool promtool = Tool.require("promtool");
    promtool.run(FOLDER, "check", "rules", "alerts.yaml");
    promtool.run(FOLDER, "test", "rules", "tests/alerts-test.yaml");
  }
}
