package io.chappe.config.loading;

import io.chappe.config.ApiSettings;
import io.chappe.config.ChappeConfig;
import io.chappe.config.ClientSettings;
import io.chappe.config.ConfigurationException;
import io.chappe.config.FlowConfig;
import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads the configuration: MM2's properties file, as MM2 reads it, and lines of the same form in
 * the environment variable {@code CHAPPE_CONFIG_OVERRIDES}, which win over the file's. All keys
 * stand in {@code CONFIGURATION.md}.
 */
public final class ConfigLoader {
  /** What is wrong with a value that makes names, if a config provider fills in a part of it. */
  static final String NOT_PROVIDED =
      "must be written out, in the file or in %s: names are shown everywhere, so no config provider fills them in"
          .formatted(ConfigFile.OVERRIDES);

  private ConfigLoader() {}

  /**
   * Reads and checks everything.
   *
   * @param file the properties file
   * @param environment environment variables, for overrides and {@code ${env:...}}
   * @param onlyClusters limits the flows to those into these clusters, as MM2's {@code --clusters};
   *     empty for no limit
   * @throws ConfigurationException if there is any problem, with all of them
   */
  public static ChappeConfig load(
      Path file, Map<String, String> environment, Set<String> onlyClusters) {
    Findings findings = new Findings();
    Map<String, String> lines = ConfigFile.read(file, environment, findings);
    findings.throwIfThereAreProblems();
    return build(lines, Set.of(), environment, onlyClusters, findings);
  }

  /**
   * What stands in the file.
   *
   * @param lines by key. May hold secrets
   * @param warnings what is doubtful in how it is written, such as a key that is set twice, one
   *     line each, without any value; what is doubtful in a line is for {@link ChappeConfig}
   */
  public record FileContent(Map<String, String> lines, List<String> warnings) {
    /** Says how much there is only: values may be secrets. */
    @Override
    public String toString() {
      return "FileContent[%d lines, %d warnings]".formatted(lines.size(), warnings.size());
    }
  }

  /**
   * Reads the lines of the file alone.
   *
   * @throws ConfigurationException if it can't be read
   */
  public static FileContent readFile(Path file) {
    Findings findings = new Findings();
    Map<String, String> lines = ConfigFile.ofFile(file, findings);
    findings.throwIfThereAreProblems();
    return new FileContent(lines, findings.warnings());
  }

  /**
   * The same for a file that was read already.
   *
   * @param file what to call it
   */
  public static FileContent readBytes(Path file, byte[] bytes) {
    Findings findings = new Findings();
    Map<String, String> lines = ConfigFile.ofBytes(file, bytes, findings);
    findings.throwIfThereAreProblems();
    return new FileContent(lines, findings.warnings());
  }

  /**
   * What is to be said of lines.
   *
   * @param problems without which they could be used, one line each
   * @param warnings what is doubtful, one line each
   */
  public record Examination(List<String> problems, List<String> warnings) {}

  /**
   * Finds what is wrong and what is doubtful in lines that are to be used elsewhere: no config
   * provider fills in anything.
   */
  public static Examination examine(Map<String, String> lines) {
    Findings findings = new Findings();
    try {
      build(lines, lines.keySet(), Map.of(), Set.of(), findings);
    } catch (ConfigurationException problems) {
      return new Examination(problems.problems(), findings.warnings());
    }
    return new Examination(List.of(), findings.warnings());
  }

  /**
   * Checks lines that were read elsewhere, as {@link #load} does.
   *
   * @param lines keys and values as they stand in a file
   */
  public static ChappeConfig parse(
      Map<String, String> lines, Map<String, String> environment, Set<String> onlyClusters) {
    return parse(lines, Set.of(), environment, onlyClusters);
  }

  /**
   * The same for lines of which some are taken as they are written.
   *
   * @param asWritten keys of the lines in whose values no config provider fills anything in
   */
  public static ChappeConfig parse(
      Map<String, String> lines,
      Set<String> asWritten,
      Map<String, String> environment,
      Set<String> onlyClusters) {
    return build(lines, asWritten, environment, onlyClusters, new Findings());
  }

  /** The clusters that lines name, whatever else is wrong with them; empty if none. */
  public static List<String> aliases(Map<String, String> lines, Map<String, String> environment) {
    Map<String, String> needed = new LinkedHashMap<>(lines);
    needed
        .keySet()
        .removeIf(
            key ->
                !key.equals(FileKeys.CLUSTERS.name())
                    && !key.startsWith(FileKeys.CONFIG_PROVIDERS.name()));
    Findings ignored = new Findings();
    return aliases(ProviderResolution.resolve(needed, Set.of(), environment, ignored), ignored);
  }

  private static ChappeConfig build(
      Map<String, String> lines,
      Set<String> asWritten,
      Map<String, String> environment,
      Set<String> onlyClusters,
      Findings findings) {
    Settings settings = ProviderResolution.resolve(lines, asWritten, environment, findings);
    List<String> aliases = aliases(settings, findings);
    if (aliases.isEmpty()) {
      findings.throwIfThereAreProblems();
    }
    new KeyCheck(aliases, settings, findings).checkAll();
    String home = home(settings, aliases, findings);
    Set<String> hidden = new LinkedHashSet<>();
    ClientLayers layers = new ClientLayers(settings, hidden, findings);
    Map<String, ClientSettings> clusters = new LinkedHashMap<>();
    aliases.forEach(alias -> clusters.put(alias, layers.ofCluster(alias)));
    List<FlowConfig> flows =
        new FlowFactory(settings, aliases, layers, hidden, findings).enabledFlows();
    FlowsCheck.check(flows, aliases, onlyClusters, hidden, findings);
    ApiSettings api = ApiSettingsReader.read(settings, findings);
    findings.throwIfThereAreProblems();
    List<FlowConfig> ours =
        flows.stream()
            .filter(flow -> onlyClusters.isEmpty() || onlyClusters.contains(flow.id().target()))
            .toList();
    return new ChappeConfig(
        home, settings.value(FileKeys.HOME_WAIT), clusters, ours, api, findings.warnings(), hidden);
  }

  private static List<String> aliases(Settings settings, Findings findings) {
    String key = FileKeys.CLUSTERS.name();
    Optional<Setting> written = settings.get(key);
    if (written.filter(Setting::isProvided).isPresent()) {
      findings.problem(written.get(), NOT_PROVIDED);
      return List.of();
    }
    List<String> aliases =
        written.map(Setting::value).map(FileKeys.CLUSTERS.type()::parse).orElse(List.of());
    if (aliases.isEmpty()) {
      findings.problem(
          key + " is missing: must be a list of cluster aliases with commas between, as us, eu");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String alias : aliases) {
      if (!distinct.add(alias)) {
        findings.problem(written.orElseThrow(), alias + " is there twice");
      }
      checkAlias(alias, written.orElseThrow(), findings);
    }
    return new ArrayList<>(distinct);
  }

  private static void checkAlias(String alias, Setting clusters, Findings findings) {
    try {
      KeyType.NAME.parse(alias);
    } catch (ConfigException e) {
      findings.problem(clusters, "an alias must be of " + KeyType.NAME.expected());
    }
  }

  private static String home(Settings settings, List<String> aliases, Findings findings) {
    return settings
        .get(FileKeys.HOME.name())
        .map(
            home -> {
              if (!aliases.contains(home.value().trim())) {
                findings.problem(home, "must be one of clusters=" + String.join(", ", aliases));
              }
              return home.value().trim();
            })
        .orElse(aliases.getFirst());
  }
}
