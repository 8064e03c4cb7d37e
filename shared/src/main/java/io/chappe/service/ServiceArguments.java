package io.chappe.service;

import io.chappe.config.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a service is told when it is started: {@code [FILE] [--clusters ALIAS...]}, as MM2's own
 * command, with the file also by the setting {@code CHAPPE_CONFIG}.
 *
 * @param file path of the configuration file
 * @param onlyClusters only flows into these clusters are worked on; empty for all
 */
public record ServiceArguments(Path file, Set<String> onlyClusters) {
  private static final String CLUSTERS = "--clusters";

  public ServiceArguments {
    onlyClusters = Set.copyOf(onlyClusters);
  }

  /**
   * @param arguments the command line; a file named there wins over the setting
   * @param setting the value of {@code CHAPPE_CONFIG}
   * @throws ConfigurationException when no file is named or an argument is not understood
   */
  public static ServiceArguments parse(List<String> arguments, Optional<String> setting) {
    List<String> problems = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<String> clusters = new ArrayList<>();
    boolean inClusters = false;
    for (String argument : arguments) {
      if (argument.equals(CLUSTERS)) {
        inClusters = true;
      } else if (argument.startsWith("-")) {
        problems.add("Unknown argument " + argument + ": only " + CLUSTERS + " is known.");
      } else if (inClusters) {
        clusters.add(argument);
      } else {
        files.add(argument);
      }
    }
    if (inClusters && clusters.isEmpty()) {
      problems.add(CLUSTERS + " must be followed by the alias of at least one cluster.");
    }
    if (files.size() > 1) {
      problems.add("More than one configuration file: " + String.join(", ", files) + ".");
    }
    if (files.isEmpty()) {
      setting.filter(value -> !value.isBlank()).ifPresent(files::add);
    }
    if (files.isEmpty()) {
      problems.add(
          "No configuration: set CHAPPE_CONFIG to the path of a properties file, or give the path"
              + " as an argument.");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ServiceArguments(Path.of(files.getFirst()), Set.copyOf(clusters));
  }
}
