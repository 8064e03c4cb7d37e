package io.chappe.heartbeat.importing;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.IgnoredKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyText;
import io.chappe.config.keys.TopicKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.naming.FlowId;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of MM2's connectors: its keys become those of a flow and of its two clusters. */
final class MirrorConnector {
  private static final Pattern OF_CLUSTER = Pattern.compile("(source|target)\\.cluster\\.(.+)");
  private static final Pattern OF_CLIENT =
      Pattern.compile(
          "(?:producer\\.override|(?:(?:source|target)\\.)?(?:consumer|producer|admin))\\.(.+)");
  private static final Pattern OF_RECORDS = Pattern.compile("(?:transforms|predicates)(?:\\..+)?");
  private static final String TOPICS = TopicKeys.TOPICS.name();

  private final Draft draft;
  private final FlowId flow;
  private final ConnectorKind kind;
  private final String where;

  /**
   * @param where the file and the connector, for messages
   */
  MirrorConnector(Draft draft, FlowId flow, ConnectorKind kind, String where) {
    this.draft = draft;
    this.flow = flow;
    this.kind = kind;
    this.where = where;
  }

  /** Takes over what the connector was configured with. */
  void take(Map<String, String> config) {
    new TreeMap<>(config).forEach(this::take);
  }

  private void take(String key, String value) {
    Matcher cluster = OF_CLUSTER.matcher(key);
    String today = ChappeKeys.RENAMED.getOrDefault(key, key);
    if (cluster.matches()) {
      ofCluster(key, cluster.group(1), cluster.group(2), value);
    } else if (isMm2s(today)) {
      ofFlow(key, today, value);
    } else if (IgnoredKeys.reason(key).isPresent()) {
      draft.nothing("%s has no effect here: %s".formatted(key, IgnoredKeys.reason(key).get()));
    } else if (OF_CLIENT.matcher(key).matches() || OF_RECORDS.matcher(key).matches()) {
      ofSourceConnector(key, value);
    } else if (ClientKeys.OF_CLUSTER.contains(key)) {
      draft.look(
          "%s: %s does nothing in a connector: source.cluster.%s and target.cluster.%s do; left out"
              .formatted(where, key, key, key));
    } else {
      draft.look("%s: %s isn't known and left out".formatted(where, KeyText.shown(key)));
    }
  }

  private static boolean isMm2s(String key) {
    return ChappeKeys.ALL.stream()
        .filter(known -> known.name().equals(key))
        .anyMatch(known -> known.scope() != KeyDefinition.Scope.FILE && !known.isUnknownToMm2());
  }

  private void ofCluster(String key, String side, String name, String value) {
    String alias = side.equals("source") ? flow.source() : flow.target();
    if (ClientKeys.OF_CLUSTER.contains(name)) {
      draft.set(alias + "." + name, value, where + ": " + key);
    } else if (!name.equals("alias")) {
      draft.look(
          "%s: %s does nothing, as in MM2, where only how the cluster is reached counts: %s.consumer.* and the like do; left out"
              .formatted(where, KeyText.shown(key), alias));
    }
  }

  private void ofFlow(String key, String today, String value) {
    if (kind.reads(today)) {
      draft.set(flow + "." + key, value, where + ": " + key);
    } else if (kind == ConnectorKind.CHECKPOINT && isTopics(today)) {
      checkTopics(key, value);
    } else {
      draft.nothing("%s: %s does nothing in a %s".formatted(where, key, kind.className()));
    }
  }

  private static boolean isTopics(String key) {
    return key.equals(TOPICS)
        || key.equals(TopicKeys.TOPICS_EXCLUDE.name())
        || key.equals("topic.filter.class")
        || key.equals("emit.offset-syncs.enabled");
  }

  /** Checkpoints are written for what is copied: the same list says nothing new. */
  private void checkTopics(String key, String value) {
    String copied = draft.lines().get(flow + "." + key);
    if (!value.equals(copied)) {
      draft.look(
          "%s: %s is another than in the MirrorSourceConnector: checkpoints are written for all topics that are copied; left out"
              .formatted(where, key));
    }
  }

  private void ofSourceConnector(String key, String value) {
    if (kind == ConnectorKind.SOURCE) {
      draft.set(flow + "." + key, value, where + ": " + key);
    } else if (!value.equals(draft.lines().get(flow + "." + key))) {
      draft.look(
          "%s: %s has no counterpart, since the %s has no clients and transforms of its own here; left out"
              .formatted(where, KeyText.shown(key), kind.className()));
    }
  }
}
