package io.chappe.config.loading;

import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.ClosestName;
import io.chappe.config.keys.KeyPlace;
import io.chappe.naming.FlowId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at the client keys of a flow, where MM2's layers have traps: some reach no client that
 * moves data, and some lose against a cluster's key.
 */
final class FlowClientKeyCheck {
  private static final Pattern CLIENT_KEY =
      Pattern.compile("(?:(source|target)\\.)?(consumer|producer|admin)\\.(.+)");
  private static final Pattern CLUSTER_KEY = Pattern.compile("(source|target)\\.cluster\\.(.+)");
  private static final String DATA_PRODUCER = "producer.override.";

  private final Settings settings;
  private final Findings findings;

  FlowClientKeyCheck(Settings settings, Findings findings) {
    this.settings = settings;
    this.findings = findings;
  }

  /** Whether the key is one for clients, be it well placed or not. */
  boolean check(Setting setting, KeyPlace.OfFlow place) {
    String name = place.name();
    Matcher clientKey = CLIENT_KEY.matcher(name);
    Matcher clusterKey = CLUSTER_KEY.matcher(name);
    if (name.startsWith(DATA_PRODUCER)) {
      checkClientKey(findings, setting.key(), "producer", name.substring(DATA_PRODUCER.length()));
    } else if (clientKey.matches()) {
      checkClient(setting, place.flow(), clientKey);
    } else if (clusterKey.matches()) {
      checkCluster(setting, place.flow(), clusterKey);
    } else if (ClientKeys.OF_CLUSTER.contains(name)) {
      findings.warning(
          "%s is ignored for a flow, as in MM2: write %s.%s or %s.%s"
              .formatted(setting.key(), place.flow().source(), name, place.flow().target(), name));
    } else if (!ClientKeys.kindsWith(name).isEmpty()) {
      findings.warning(
          "%s is ignored without a client, as in MM2: write %s.%s.%s"
              .formatted(
                  setting.key(),
                  place.flow(),
                  kindPrefix(ClientKeys.kindsWith(name).getFirst()),
                  name));
    } else {
      return false;
    }
    return true;
  }

  private static String kindPrefix(String kind) {
    return kind.equals("producer") ? "producer.override" : "source." + kind;
  }

  private void checkClient(Setting setting, FlowId flow, Matcher match) {
    Optional<String> side = Optional.ofNullable(match.group(1));
    String kind = match.group(2);
    String key = match.group(3);
    checkClientKey(findings, setting.key(), kind, key);
    if (kind.equals("producer")) {
      findings.warning(
          "%s doesn't reach the producer of the data, as in MM2: write %s.producer.override.%s"
              .formatted(setting.key(), flow, key));
    } else if (side.isEmpty()) {
      warnIfTheClusterWins(setting, flow.source(), flow + ".source." + kind + "." + key, kind, key);
      warnIfTheClusterWins(setting, flow.target(), flow + ".target." + kind + "." + key, kind, key);
    }
  }

  private void warnIfTheClusterWins(
      Setting setting, String alias, String better, String kind, String key) {
    String ofCluster = alias + "." + kind + "." + key;
    if (settings.get(ofCluster).isPresent()) {
      findings.warning(
          "%s loses against %s, as in MM2: write %s".formatted(setting.key(), ofCluster, better));
    }
  }

  private void checkCluster(Setting setting, FlowId flow, Matcher match) {
    String key = match.group(2);
    String alias = match.group(1).equals("source") ? flow.source() : flow.target();
    String ofCluster = alias + "." + key;
    if (!ClientKeys.OF_CLUSTER.contains(key)) {
      findings.warning(
          "%s is ignored, as in MM2: only keys of the connection can stand there"
              .formatted(setting.key()));
    } else if (settings.get(ofCluster).or(() -> settings.get(key)).isPresent()) {
      findings.warning(
          "%s loses against %s, as in MM2: write %s.%s.consumer.%s"
              .formatted(
                  setting.key(),
                  settings.get(ofCluster).isPresent() ? ofCluster : key,
                  flow,
                  match.group(1),
                  key));
    }
  }

  /** Whether {@code clientKey} is one that a file may set for clients of that kind. */
  static void checkClientKey(Findings findings, String key, String kind, String clientKey) {
    if (ClientKeys.OWNED.contains(clientKey)) {
      findings.warning(key + " has no effect here: Chappe sets it itself");
    } else if (!ClientKeys.of(kind).contains(clientKey)) {
      String prefix = key.substring(0, key.length() - clientKey.length());
      findings.warning(
          "%s is not known to Kafka's %s client%s"
              .formatted(
                  key,
                  kind,
                  ClosestName.to(clientKey, ClientKeys.of(kind))
                      .map(closest -> ": did you mean " + prefix + closest + "?")
                      .orElse("")));
    }
  }
}
