package io.chappe.config.live;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigurationException;
import io.chappe.config.keys.Secrets;
import io.chappe.config.loading.ConfigFile;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.config.loading.Findings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Everything that a configuration is made of. Later wins: the file, the environment, the overrides
 * of the topic {@code chappe.config.internal}. Immutable.
 *
 * @param file the lines of the file
 * @param environment environment variables, fixed at the start
 * @param overrides JSON objects by their key (flow, cluster or {@code *}), in the order in which
 *     they were written; see {@link Overrides}
 * @param onlyClusters limits the flows to those into these clusters; empty for no limit
 */
public record ConfigSources(
    Map<String, String> file,
    Map<String, String> environment,
    Map<String, String> overrides,
    Set<String> onlyClusters) {
  private static final int REVISION_BYTES = 6;

  public ConfigSources {
    file = Collections.unmodifiableMap(new LinkedHashMap<>(file));
    environment = Map.copyOf(environment);
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    onlyClusters = Set.copyOf(onlyClusters);
  }

  /** The same with the lines of another file. */
  public ConfigSources withFile(Map<String, String> lines) {
    return new ConfigSources(lines, environment, overrides, onlyClusters);
  }

  /**
   * The same with one override more, or another, or one less.
   *
   * @param json null for none
   */
  public ConfigSources withOverride(String key, String json) {
    Map<String, String> changed = new LinkedHashMap<>(overrides);
    changed.remove(key);
    if (json != null) {
      changed.put(key, json);
    }
    return new ConfigSources(file, environment, changed, onlyClusters);
  }

  /** The same with other overrides in place of all. */
  public ConfigSources withOverrides(Map<String, String> others) {
    return new ConfigSources(file, environment, others, onlyClusters);
  }

  /** Tells keys of overrides: a flow of the file's clusters, one of these, or {@code *}. */
  public Predicate<String> places() {
    List<String> aliases = aliases();
    return key -> Overrides.isPlace(key, aliases);
  }

  /** The clusters that the file knows. */
  List<String> aliases() {
    Map<String, String> lines = new LinkedHashMap<>(file);
    lines.putAll(ConfigFile.ofEnvironment(environment, new Findings()));
    return ConfigLoader.aliases(lines, environment);
  }

  /** An override's text without what is more than anybody will read of it. */
  public static String cut(String json) {
    return json.length() > Overrides.LONGEST ? json.substring(0, Overrides.LONGEST + 1) : json;
  }

  /**
   * The configuration that follows. Depends on nothing else, but for what config providers fill in.
   *
   * @throws ConfigurationException if it makes no sense, with all that is wrong. A line of an
   *     override that would only get a warning in the file, such as an unknown key, is wrong
   */
  public ChappeConfig resolve() {
    Findings findings = new Findings();
    Map<String, String> lines = new LinkedHashMap<>(file);
    lines.putAll(ConfigFile.ofEnvironment(environment, findings));
    Overrides merged = Overrides.checked(lines, ConfigLoader.aliases(lines, environment), findings);
    overrides.forEach(merged::add);
    findings.throwIfThereAreProblems();
    ChappeConfig config = ConfigLoader.parse(lines, merged.written(), environment, onlyClusters);
    merged.check(config);
    return config;
  }

  /**
   * Names what {@link #resolve} makes a configuration of, in twelve hexadecimal digits: two
   * instances with one revision run the same. Values that may be secret are left out of it, since
   * the revision is shown.
   */
  public String revision() {
    Map<String, String> lines = new TreeMap<>(file);
    lines.putAll(ConfigFile.ofEnvironment(environment, new Findings()));
    overrides.forEach(Overrides.unchecked(lines)::add);
    StringBuilder text = new StringBuilder();
    new TreeMap<>(lines)
        .forEach(
            (key, value) ->
                text.append(key)
                    .append('=')
                    .append(Secrets.isSecret(key) ? Secrets.HIDDEN : value)
                    .append('\n'));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, REVISION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What is wrong with these sources, one clear line each: key, value and remedy; empty if nothing
   * is. A dry run of {@link #resolve}.
   */
  public List<String> problems() {
    try {
      resolve();
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems();
    }
  }

  /** Says how much there is only: values may be secrets. */
  @Override
  public String toString() {
    return "ConfigSources[%d lines, overrides of %s]".formatted(file.size(), overrides.keySet());
  }
}
