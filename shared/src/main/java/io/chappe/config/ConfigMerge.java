package io.chappe.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Goes from the configuration that runs to the one that is wanted. If that makes no sense as it
 * stands, each changed source (the file, or one key's override) is taken by itself, in the order in
 * which they were written, and again after another was taken, so that one which waits for another,
 * such as a new cluster's address for the new list of clusters, is taken with it. A source is taken
 * as a whole or refused as a whole: then what it said before stays.
 */
public final class ConfigMerge {
  /** The name of the file among the sources. */
  public static final String FILE = "file";

  /**
   * What came of it.
   *
   * @param sources what runs now
   * @param config the configuration of {@code sources}
   * @param refused what is wrong with each source that was refused, by its name
   */
  public record Outcome(
      ConfigSources sources, ChappeConfig config, Map<String, List<String>> refused) {}

  private ConfigMerge() {}

  /**
   * @param running the sources of what runs, which make sense
   * @param config what runs
   * @param wanted what the sources say now
   * @param check a further check, which throws {@link ConfigurationException}
   */
  public static Outcome merge(
      ConfigSources running,
      ChappeConfig config,
      ConfigSources wanted,
      UnaryOperator<ChappeConfig> check) {
    try {
      return new Outcome(wanted, resolve(wanted, config, check), Map.of());
    } catch (ConfigurationException e) {
      return oneByOne(running, config, wanted, check);
    }
  }

  private static Outcome oneByOne(
      ConfigSources running,
      ChappeConfig config,
      ConfigSources wanted,
      UnaryOperator<ChappeConfig> check) {
    Outcome outcome = new Outcome(running, config, Map.of());
    boolean progress = true;
    while (progress) {
      progress = false;
      Map<String, List<String>> refused = new LinkedHashMap<>();
      for (String source : changed(outcome.sources(), wanted)) {
        ConfigSources candidate = with(outcome.sources(), wanted, source);
        try {
          ChappeConfig next = resolve(candidate, config, check);
          outcome = new Outcome(candidate, next, Map.of());
          progress = true;
        } catch (ConfigurationException e) {
          refused.put(source, e.problems());
        }
      }
      outcome = new Outcome(outcome.sources(), outcome.config(), Map.copyOf(refused));
    }
    return outcome;
  }

  private static ChappeConfig resolve(
      ConfigSources sources, ChappeConfig running, UnaryOperator<ChappeConfig> check) {
    ChappeConfig next = sources.resolve();
    if (!next.home().equals(running.home())) {
      throw new ConfigurationException(
          List.of(
              "home=%s: can't be changed from %s while running: restart the service"
                  .formatted(next.home(), running.home())));
    }
    return check.apply(next);
  }

  private static List<String> changed(ConfigSources from, ConfigSources to) {
    List<String> changed = new ArrayList<>();
    if (!from.file().equals(to.file())) {
      changed.add(FILE);
    }
    Set<String> removed = new TreeSet<>(from.overrides().keySet());
    removed.removeAll(to.overrides().keySet());
    changed.addAll(removed);
    to.overrides().keySet().stream()
        .filter(key -> !Objects.equals(from.overrides().get(key), to.overrides().get(key)))
        .forEach(changed::add);
    return changed;
  }

  private static ConfigSources with(ConfigSources base, ConfigSources wanted, String source) {
    return source.equals(FILE)
        ? base.withFile(wanted.file())
        : base.withOverride(source, wanted.overrides().get(source));
  }
}
