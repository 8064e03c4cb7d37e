package io.chappe.config.loading;

import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Fills in {@code ${provider:path:key}} by Kafka's own config providers. They are made by name from
 * a short list: a native executable can't load others.
 */
final class ProviderResolution {
  private static final String PROVIDERS = FileKeys.CONFIG_PROVIDERS.name();

  private final Map<String, String> lines;
  private final Map<String, String> environment;
  private final Findings findings;
  private final Map<String, ConfigProvider> providers = new HashMap<>();
  private final ConfigTransformer transformer;

  private ProviderResolution(
      Map<String, String> lines, Map<String, String> environment, Findings findings) {
    this.lines = lines;
    this.environment = environment;
    this.findings = findings;
    FileKeys.CONFIG_PROVIDERS
        .type()
        .parse(lines.getOrDefault(PROVIDERS, ""))
        .forEach(this::addProvider);
    this.transformer = new ConfigTransformer(providers);
  }

  /**
   * The lines with all variables filled in; what can't be filled in is a problem.
   *
   * @param asWritten keys of the lines whose values stay the text they are: what whoever may change
   *     the configuration while it runs has written isn't to read files
   */
  static Settings resolve(
      Map<String, String> lines,
      Set<String> asWritten,
      Map<String, String> environment,
      Findings findings) {
    ProviderResolution resolution = new ProviderResolution(lines, environment, findings);
    Map<String, Setting> settings = new LinkedHashMap<>();
    lines.forEach(
        (key, written) -> {
          String value = asWritten.contains(key) ? written : resolution.fillIn(key, written);
          settings.put(key, new Setting(key, written, value));
        });
    return new Settings(settings);
  }

  private void addProvider(String name) {
    String classKey = PROVIDERS + "." + name + ".class";
    String className = lines.getOrDefault(classKey, "").trim();
    Optional<ConfigProvider> provider = newProvider(className);
    if (provider.isEmpty()) {
      findings.problem(
          "%s=%s: must be %s, %s or %s"
              .formatted(
                  classKey,
                  className,
                  EnvVarConfigProvider.class.getName(),
                  FileConfigProvider.class.getName(),
                  DirectoryConfigProvider.class.getName()));
      return;
    }
    try {
      provider.get().configure(parameters(PROVIDERS + "." + name + ".param."));
      providers.put(name, provider.get());
      warnOfAllPaths(name, className);
    } catch (ConfigException | IllegalArgumentException e) {
      findings.problem(classKey + ": the provider refuses its parameters: " + e.getMessage());
    }
  }

  /** Without a limit, a line of the file may read any file that the service may read. */
  private void warnOfAllPaths(String name, String className) {
    String key = PROVIDERS + "." + name + ".param." + FileConfigProvider.ALLOWED_PATHS_CONFIG;
    if (!className.equals(EnvVarConfigProvider.class.getName())
        && lines.getOrDefault(key, "").isBlank()) {
      findings.warning(
          key + " is missing: set it to the directories that hold the secrets, and no others");
    }
  }

  private Optional<ConfigProvider> newProvider(String className) {
    if (className.equals(EnvVarConfigProvider.class.getName())) {
      return Optional.of(new EnvVarConfigProvider(environment));
    }
    if (className.equals(FileConfigProvider.class.getName())) {
      return Optional.of(new FileConfigProvider());
    }
    if (className.equals(DirectoryConfigProvider.class.getName())) {
      return Optional.of(new DirectoryConfigProvider());
    }
    return Optional.empty();
  }

  private Map<String, String> parameters(String prefix) {
    Map<String, String> parameters = new HashMap<>();
    lines.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            parameters.put(key.substring(prefix.length()), value);
          }
        });
    return parameters;
  }

  private String fillIn(String key, String written) {
    Matcher variable = ConfigTransformer.DEFAULT_PATTERN.matcher(written);
    while (variable.find()) {
      Optional<String> problem = problemWith(variable);
      if (problem.isPresent()) {
        findings.problem(new Setting(KeyText.shown(key), variable.group(), ""), problem.get());
        return "";
      }
    }
    return transformer.transform(Map.of(key, written)).data().get(key);
  }

  /** Kafka leaves a variable that it can't fill in as it is, which nobody can want. */
  private Optional<String> problemWith(Matcher variable) {
    String name = variable.group(1);
    String path = variable.group(3) == null ? "" : variable.group(3);
    String key = variable.group(4);
    ConfigProvider provider = providers.get(name);
    if (provider == null) {
      return Optional.of(
          "there is no config provider named %s: add it to %s".formatted(name, PROVIDERS));
    }
    try {
      return provider.get(path, Set.of(key)).data().containsKey(key)
          ? Optional.empty()
          : Optional.of("there is no such value");
    } catch (ConfigException e) {
      return Optional.of("can't be read: " + e.getMessage());
    }
  }
}
