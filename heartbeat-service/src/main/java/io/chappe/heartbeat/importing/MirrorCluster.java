package io.chappe.heartbeat.importing;

import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.IgnoredKeys;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.KeyType;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/** A cluster of Strimzi's KafkaMirrorMaker2: how it is reached. */
final class MirrorCluster {
  private static final Set<String> OF_CONNECT =
      Set.of("groupId", "configStorageTopic", "offsetStorageTopic", "statusStorageTopic");
  private static final Set<String> READ =
      Set.of("alias", "bootstrapServers", "tls", "authentication", "config");

  private final Draft draft;
  private final String secrets;
  private final String where;

  MirrorCluster(Draft draft, String secrets, String where) {
    this.draft = draft;
    this.secrets = secrets;
    this.where = where;
  }

  /**
   * Reads it.
   *
   * @param isTarget whether Connect ran on it, so that the workers' keys are among its own
   */
  void read(Tree cluster, boolean isTarget) {
    String alias = alias(cluster);
    draft.cluster(alias);
    String here = where + ": " + alias;
    cluster
        .text("bootstrapServers")
        .ifPresent(servers -> draft.set(alias + ".bootstrap.servers", servers, here));
    boolean isEncrypted = cluster.child("tls").isPresent();
    boolean logsIn =
        cluster
            .child("authentication")
            .map(login -> new Authentication(draft, alias, secrets, here).read(login))
            .orElse(false);
    String protocol = (logsIn ? "SASL_" : "") + (isEncrypted ? "SSL" : "PLAINTEXT");
    draft.set(alias + ".security.protocol", protocol, here);
    cluster
        .child("tls")
        .ifPresent(
            tls ->
                new TrustedCertificates(draft, secrets, here)
                    .write(alias + ".", tls.child("trustedCertificates")));
    config(cluster).forEach((key, value) -> key(here, alias, isTarget, key, value));
    cluster.children().keySet().forEach(field -> field(here, field));
  }

  private String alias(Tree cluster) {
    try {
      return KeyType.NAME.parse(cluster.text("alias").orElse(""));
    } catch (ConfigException e) {
      throw new UnreadableInputException(
          "%s: line %d: alias: must be of %s"
              .formatted(where, cluster.line(), KeyType.NAME.expected()));
    }
  }

  private void field(String here, String field) {
    if (OF_CONNECT.contains(field)) {
      draft.nothing("%s: %s has no effect here: there is no Kafka Connect".formatted(here, field));
    } else if (!READ.contains(field)) {
      draft.look("%s: %s isn't known and left out".formatted(here, field));
    }
  }

  private Map<String, String> config(Tree cluster) {
    Map<String, String> config = new TreeMap<>();
    cluster
        .child("config")
        .ifPresent(
            tree ->
                tree.children()
                    .forEach(
                        (key, value) -> {
                          if (value instanceof Tree.Leaf leaf) {
                            config.put(key, leaf.text());
                          }
                        }));
    return config;
  }

  private void key(String here, String alias, boolean isTarget, String key, String value) {
    List<String> kinds = ClientKeys.kindsWith(key);
    if (ClientKeys.OF_CLUSTER.contains(key)) {
      draft.set(alias + "." + key, value, here + ": " + key);
    } else if (key.startsWith("config.providers")) {
      provider(here, key, value);
    } else if (isTarget && key.startsWith("producer.")) {
      draft.set(alias + "." + key, value, here + ": " + key);
    } else if (IgnoredKeys.reason(key).isPresent()) {
      draft.nothing("%s has no effect here: %s".formatted(key, IgnoredKeys.reason(key).get()));
    } else if (!kinds.isEmpty()) {
      draft.look(
          "%s: %s does nothing there, with Strimzi too: write %s.%s.%s; left out"
              .formatted(here, key, alias, kinds.getFirst(), key));
    } else {
      draft.look("%s: %s isn't known and left out".formatted(here, KeyText.shown(key)));
    }
  }

  private void provider(String here, String key, String value) {
    if (!key.equals("config.providers")) {
      draft.set(key, value, here + ": " + key);
    } else {
      draft.append(key, KeyType.NAMES.parse(value));
    }
  }
}
