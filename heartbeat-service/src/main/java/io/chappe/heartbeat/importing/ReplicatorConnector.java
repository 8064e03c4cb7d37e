package io.chappe.heartbeat.importing;

import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.CopyKeys;
import io.chappe.config.keys.GroupKeys;
import io.chappe.config.keys.IgnoredKeys;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.PolicyKeys;
import io.chappe.config.keys.TopicKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.naming.FlowId;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Confluent's Replicator, as far as what it does is known here too. Its clusters have no names:
 * they get {@code source} and {@code target}.
 */
final class ReplicatorConnector {
  private static final FlowId FLOW = new FlowId("source", "target");
  private static final Pattern CLUSTER = Pattern.compile("(src|dest)\\.kafka\\.(.+)");
  private static final Pattern CONSUMER = Pattern.compile("src\\.consumer\\.(.+)");
  private static final Pattern PRODUCER = Pattern.compile("producer\\.override\\.(.+)");
  private static final Pattern NOTHING =
      Pattern.compile(
          "(?:confluent\\.|offset\\.translator\\.|(?:src|dest)\\.zookeeper\\.).*"
              + "|topic\\.(?:auto\\.create|preserve\\.partitions|create\\.backoff\\.ms)|offset\\.(?:topic|timestamps)\\.commit|offset\\.start|schema\\.registry\\.client.*");

  private final Draft draft;
  private final Flows flows;
  private final String where;

  ReplicatorConnector(Draft draft, Flows flows, String where) {
    this.draft = draft;
    this.flows = flows;
    this.where = where;
  }

  static boolean is(String className) {
    return className.trim().endsWith("ReplicatorSourceConnector");
  }

  /** Takes over what the connector was configured with. */
  void take(Map<String, String> config) {
    flows.has(FLOW, ConnectorKind.SOURCE);
    flows.has(FLOW, ConnectorKind.CHECKPOINT);
    new TreeMap<>(config).forEach(this::take);
    topics(config);
    naming(config.getOrDefault("topic.rename.format", "${topic}"));
  }

  private void take(String key, String value) {
    Matcher cluster = CLUSTER.matcher(key);
    Matcher consumer = CONSUMER.matcher(key);
    if (cluster.matches()) {
      ofCluster(
          cluster.group(1).equals("src") ? FLOW.source() : FLOW.target(),
          key,
          cluster.group(2),
          value);
    } else if (consumer.matches() && ClientKeys.of("consumer").contains(consumer.group(1))) {
      if (!ClientKeys.OWNED.contains(consumer.group(1))) {
        draft.set(FLOW.source() + ".consumer." + consumer.group(1), value, at(key));
      }
    } else if (PRODUCER.matcher(key).matches()
        || key.matches("(?:transforms|predicates)(?:\\..+)?")) {
      draft.set(FLOW + "." + key, value, at(key));
    } else if (!isOfTopics(key) && !ofFlow(key, value)) {
      other(key);
    }
  }

  private void ofCluster(String alias, String key, String name, String value) {
    if (ClientKeys.OF_CLUSTER.contains(name)) {
      draft.set(alias + "." + name, value, at(key));
    } else if (!name.equals("client.id")) {
      String kind = alias.equals(FLOW.source()) ? "consumer" : "producer";
      draft.look(
          "%s is left out: write %s.%s.%s if it is needed"
              .formatted(at(key), alias, kind, KeyText.shown(name)));
    }
  }

  private static boolean isOfTopics(String key) {
    return key.matches("topic\\.(?:whitelist|blacklist|regex|rename\\.format)");
  }

  private boolean ofFlow(String key, String value) {
    switch (key) {
      case "topic.config.sync" -> set(TopicKeys.SYNC_TOPIC_CONFIGS_ENABLED.name(), value, key);
      case "topic.config.sync.interval.ms" ->
          set(TopicKeys.SYNC_TOPIC_CONFIGS_INTERVAL.name(), seconds(key, value), key);
      case "topic.poll.interval.ms" ->
          set(TopicKeys.REFRESH_TOPICS_INTERVAL.name(), seconds(key, value), key);
      case "dest.topic.replication.factor" ->
          set(TopicKeys.REPLICATION_FACTOR.name(), value.trim().equals("0") ? "-1" : value, key);
      case "provenance.header.enable" -> {
        set(CopyKeys.PROVENANCE.name(), value, key);
        draft.look(
            at(key)
                + ": Chappe's headers are others than Replicator's, and it doesn't see those: a record that Replicator brought isn't kept from going back");
      }
      case "offset.translator.tasks.max" -> {
        if (value.trim().equals("0")) {
          set(GroupKeys.SYNC_GROUP_OFFSETS_ENABLED.name(), "false", key);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void set(String name, String value, String key) {
    draft.set(FLOW + "." + name, value, at(key));
  }

  /** Half seconds count as one, so that none becomes nothing. */
  private String seconds(String key, String milliseconds) {
    if (!milliseconds.trim().matches("\\d{1,15}")) {
      draft.look(at(key) + ": must be a number of milliseconds");
      return "";
    }
    return String.valueOf(Math.max(1, Math.ceilDiv(Long.parseLong(milliseconds.trim()), 1_000)));
  }

  private void other(String key) {
    if (NOTHING.matcher(key).matches()
        || IgnoredKeys.reason(key).filter(reason -> !key.endsWith(".converter")).isPresent()) {
      draft.nothing("%s has no effect here".formatted(at(KeyText.shown(key))));
    } else if (key.endsWith(".converter")) {
      draft.nothing(
          at(key) + " has no effect here: records are carried as they are, without conversion");
    } else {
      draft.look(at(KeyText.shown(key)) + " has no counterpart; left out");
    }
  }

  private void topics(Map<String, String> config) {
    String names = literally(config.getOrDefault("topic.whitelist", ""));
    String expression = config.getOrDefault("topic.regex", "").trim();
    if (!names.isEmpty() || !expression.isEmpty()) {
      String both =
          names.isEmpty() || expression.isEmpty() ? names + expression : names + ", " + expression;
      draft.set(FLOW + "." + TopicKeys.TOPICS.name(), both, at("topic.whitelist, topic.regex"));
    }
    String without = literally(config.getOrDefault("topic.blacklist", ""));
    if (!without.isEmpty()) {
      draft.set(
          FLOW + "." + TopicKeys.TOPICS_EXCLUDE.name(),
          TopicKeys.TOPICS_EXCLUDE.defaultText() + ", " + without,
          at("topic.blacklist"));
    }
  }

  /** Names stand for themselves there; here a dot would be any character. */
  private static String literally(String list) {
    return Arrays.stream(list.split(","))
        .map(String::trim)
        .filter(name -> !name.isEmpty())
        .map(name -> name.replace(".", "\\."))
        .collect(Collectors.joining(", "));
  }

  private void naming(String format) {
    draft.set(
        FLOW + "." + PolicyKeys.POLICY_CLASS.name(),
        PolicyKeys.IDENTITY_POLICY,
        at("topic.rename.format"));
    String plain = format.trim();
    if (plain.equals("${topic}")) {
      return;
    }
    if (!plain.matches("[A-Za-z0-9._-]*\\$\\{topic}[A-Za-z0-9._-]*")) {
      draft.look(at("topic.rename.format") + ": must be a name with ${topic} in it; left out");
      return;
    }
    draft.set(
        FLOW + "." + TopicKeys.TOPICS_RENAME.name(),
        "(.*) -> " + plain.replace("${topic}", "$1"),
        at("topic.rename.format"));
  }

  private String at(String key) {
    return where + ": " + key;
  }
}
