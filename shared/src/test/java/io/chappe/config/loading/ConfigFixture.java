package io.chappe.config.loading;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigurationException;
import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes configurations out of lines, on top of two clusters with a flow from us to eu. */
public final class ConfigFixture {
  public static final FlowId US_TO_EU = new FlowId("us", "eu");
  public static final Map<String, String> TWO_CLUSTERS =
      Map.of(
          "clusters", "us, eu",
          "us.bootstrap.servers", "us:9092",
          "eu.bootstrap.servers", "eu:9092",
          "us->eu.enabled", "true");

  private ConfigFixture() {}

  /** The two clusters with more lines, each {@code key=value}. */
  public static ChappeConfig configOf(String... lines) {
    return ConfigLoader.parse(lines(lines), Map.of(), Set.of());
  }

  public static FlowConfig flowOf(String... lines) {
    return configOf(lines).flows().stream()
        .filter(flow -> flow.id().equals(US_TO_EU))
        .findFirst()
        .orElseThrow();
  }

  public static List<String> warningsOf(String... lines) {
    return configOf(lines).warnings();
  }

  public static List<String> problemsOf(String... lines) {
    return problemsOf(lines(lines), Map.of(), Set.of());
  }

  public static List<String> problemsOf(
      Map<String, String> lines, Map<String, String> environment, Set<String> onlyClusters) {
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigLoader.parse(lines, environment, onlyClusters));
    return thrown == null ? List.of() : thrown.problems();
  }

  /** An empty value takes the line away. */
  public static Map<String, String> lines(String... more) {
    Map<String, String> lines = new LinkedHashMap<>(TWO_CLUSTERS);
    for (String line : more) {
      int equals = line.indexOf('=');
      if (equals == line.length() - 1) {
        lines.remove(line.substring(0, equals));
      } else {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return lines;
  }
}
