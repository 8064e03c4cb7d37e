package io.chappe.control;

import io.chappe.config.ChappeConfig;
import io.chappe.config.OneLine;
import io.chappe.config.loading.EffectiveConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of changes of the configuration. */
final class ChangeLogger {
  private static final Logger LOGGER = LoggerFactory.getLogger(LiveConfiguration.class);

  /** A flow that goes has more, and its end says it all. */
  private static final int MOST_SHOWN = 20;

  private ChangeLogger() {}

  /** A record, before it is known what comes of it. */
  static void taken(String source, long offset, String by, boolean removal) {
    LOGGER.info(
        "configuration record: source={} offset={} by={} removal={}",
        OneLine.of(source, OneLine.OF_MESSAGE),
        offset,
        by,
        removal);
  }

  /** What is refused now and wasn't before, or for another reason. */
  static void refused(Map<String, List<String>> before, Map<String, List<String>> refused) {
    refused.forEach(
        (source, problems) -> {
          if (!problems.equals(before.get(source))) {
            problems.forEach(
                problem ->
                    LOGGER.warn(
                        "configuration change refused, the old one stays: source={} reason={}",
                        OneLine.of(source, OneLine.OF_MESSAGE),
                        OneLine.of(problem, OneLine.OF_MESSAGE)));
          }
        });
  }

  /** The lines that are new, and those that are gone. */
  static void changed(ChappeConfig before, ChappeConfig now, String revision) {
    List<String> lines = new ArrayList<>(EffectiveConfiguration.lines(now));
    lines.removeAll(EffectiveConfiguration.lines(before));
    List<String> gone = new ArrayList<>(EffectiveConfiguration.lines(before));
    gone.removeAll(EffectiveConfiguration.lines(now));
    LOGGER.info("configuration changed: revision={} lines={}", revision, lines.size());
    if (gone.size() < MOST_SHOWN) {
      gone.forEach(line -> LOGGER.info("configuration before: {}", log(line)));
    }
    lines.forEach(line -> LOGGER.info("configuration: {}", log(line)));
    doubtful(before.warnings(), now.warnings());
  }

  /** What is doubtful now and wasn't before. */
  static void doubtful(List<String> before, List<String> now) {
    List<String> warnings = new ArrayList<>(now);
    warnings.removeAll(before);
    warnings.forEach(warning -> LOGGER.warn("configuration: {}", log(warning)));
  }

  private static String log(String line) {
    return OneLine.of(line, OneLine.OF_LOG);
  }
}
