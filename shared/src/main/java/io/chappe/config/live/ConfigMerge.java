package io.chappe.config.live;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from the configuration that runs to the one that is wanted. If that makes no sense as it
 * stands, each changed source (the file, or one key's override) is taken by itself, in the order in
 * which they were written, and again after another was taken, so that one which waits for another,
 * such as a new cluster's address for the new list of clusters, is taken with it. A source is taken
 * as a whole or refused as a whole: then what it said before stays. An override that is wrong
 * whatever else is configured is refused before anything is resolved, so that many of them cost
 * little.
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
   * @param resolved how many configurations were resolved for that
   */
  public record Outcome(
      ConfigSources sources,
      ChappeConfig config,
      Map<String, List<String>> refused,
      int resolved) {}

  private static final Logger LOGGER = LoggerFactory.getLogger(ConfigMerge.class);

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
      return new Outcome(wanted, resolve(wanted, config, check), Map.of(), 1);
    } catch (ConfigurationException e) {
      return oneByOne(running, config, wanted, check);
    }
  }

  private static Outcome oneByOne(
      ConfigSources running,
      ChappeConfig config,
      ConfigSources wanted,
      UnaryOperator<ChappeConfig> check) {
    Map<String, List<String>> hopeless = hopeless(running, wanted);
    ConfigSources rest = wanted;
    if (!hopeless.isEmpty()) {
      rest = without(hopeless.keySet(), running, wanted);
      try {
        return new Outcome(rest, resolve(rest, config, check), hopeless, 2);
      } catch (ConfigurationException e) {
        // Something else is wrong too.
        LOGGER.debug("looking at each source by itself: problems={}", e.problems().size());
      }
    }
    Outcome outcome = new Outcome(running, config, Map.of(), 2);
    Map<String, List<String>> refused = new LinkedHashMap<>();
    int resolved = 2;
    boolean progress = true;
    while (progress) {
      progress = false;
      refused.clear();
      for (String source : changed(outcome.sources(), rest)) {
        ConfigSources candidate = with(outcome.sources(), rest, source);
        resolved++;
        try {
          outcome = new Outcome(candidate, resolve(candidate, config, check), Map.of(), resolved);
          progress = true;
        } catch (ConfigurationException e) {
          refused.put(source, e.problems());
        }
      }
    }
    refused.putAll(hopeless);
    return new Outcome(outcome.sources(), outcome.config(), Map.copyOf(refused), resolved);
  }

  /** The clusters of both files count: either may be the one that is taken. */
  private static Map<String, List<String>> hopeless(ConfigSources running, ConfigSources wanted) {
    Set<String> aliases = new LinkedHashSet<>(wanted.aliases());
    aliases.addAll(running.aliases());
    Map<String, List<String>> hopeless = new LinkedHashMap<>();
    wanted
        .overrides()
        .forEach(
            (key, json) -> {
              if (!json.equals(running.overrides().get(key))) {
                List<String> problems = Overrides.problems(key, json, List.copyOf(aliases));
                if (!problems.isEmpty()) {
                  hopeless.put(key, problems);
                }
              }
            });
    return hopeless;
  }

  private static ConfigSources without(
      Set<String> keys, ConfigSources running, ConfigSources wanted) {
    Map<String, String> overrides = new LinkedHashMap<>();
    wanted
        .overrides()
        .forEach(
            (key, json) -> {
              String stays = keys.contains(key) ? running.overrides().get(key) : json;
              if (stays != null) {
                overrides.put(key, stays);
              }
            });
    return wanted.withOverrides(overrides);
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
