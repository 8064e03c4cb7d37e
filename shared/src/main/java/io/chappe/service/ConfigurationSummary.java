package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ClientSettings;
import io.chappe.config.FlowConfig;
import io.chappe.naming.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The configuration in effect, one line for each cluster and flow, without secrets. */
public final class ConfigurationSummary {
  private ConfigurationSummary() {}

  /** Lines for the log at start. */
  public static List<String> lines(ChappeConfig configuration) {
    List<String> lines = new ArrayList<>();
    configuration
        .clusters()
        .values()
        .forEach(cluster -> lines.add(cluster(configuration, cluster)));
    configuration.flows().forEach(flow -> lines.add(flow(flow)));
    return lines;
  }

  private static String cluster(ChappeConfig configuration, ClientSettings cluster) {
    return "cluster=%s bootstrap.servers=%s security.protocol=%s%s"
        .formatted(
            cluster.alias(),
            cluster.admin().getOrDefault("bootstrap.servers", "none"),
            cluster.admin().getOrDefault("security.protocol", "PLAINTEXT"),
            cluster.alias().equals(configuration.home()) ? " home=true" : "");
  }

  private static String flow(FlowConfig flow) {
    if (!flow.enabled()) {
      return "flow=%s enabled=false".formatted(flow.id());
    }
    return "flow=%s enabled=true topics=%s groups=%s policy=%s checkpoints=%s heartbeats=%s"
        .formatted(
            flow.id(),
            filter(flow.topicFilter()),
            filter(flow.groupFilter()),
            flow.naming().policy().getClass().getSimpleName(),
            flow.checkpoints().emit() ? flow.checkpoints().emitInterval() : "off",
            flow.heartbeats().emit() ? flow.heartbeats().emitInterval() : "off");
  }

  private static String filter(NameFilter filter) {
    String excluded = filter.exclude().isEmpty() ? "" : " except " + patterns(filter.exclude());
    return "\"" + patterns(filter.include()) + excluded + "\"";
  }

  private static String patterns(List<Pattern> patterns) {
    return patterns.stream().map(Pattern::pattern).collect(Collectors.joining(","));
  }
}
