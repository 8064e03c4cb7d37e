package io.chappe.heartbeat.importing;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** MM2's connectors, each with the keys that do something in it. */
enum ConnectorKind {
  /** Copies records. */
  SOURCE(
      "MirrorSourceConnector",
      Set.of(
          "enabled",
          "topics",
          "topics.exclude",
          "topic.filter.class",
          "config.properties.exclude",
          "config.property.filter.class",
          "use.defaults.from",
          "refresh.topics.enabled",
          "refresh.topics.interval.seconds",
          "replication.factor",
          "sync.topic.configs.enabled",
          "sync.topic.configs.interval.seconds",
          "sync.topic.acls.enabled",
          "sync.topic.acls.interval.seconds",
          "offset-syncs.topic.replication.factor",
          "offset-syncs.topic.location",
          "emit.offset-syncs.enabled",
          "offset.lag.max",
          "heartbeats.replication.enabled",
          "errors.tolerance")),
  /** Translates the offsets of groups. */
  CHECKPOINT(
      "MirrorCheckpointConnector",
      Set.of(
          "groups",
          "groups.exclude",
          "group.filter.class",
          "refresh.groups.enabled",
          "refresh.groups.interval.seconds",
          "emit.checkpoints.enabled",
          "emit.checkpoints.interval.seconds",
          "sync.group.offsets.enabled",
          "sync.group.offsets.interval.seconds",
          "checkpoints.topic.replication.factor",
          "offset-syncs.topic.location")),
  /** Writes heartbeats. */
  HEARTBEAT(
      "MirrorHeartbeatConnector",
      Set.of(
          "emit.heartbeats.enabled",
          "emit.heartbeats.interval.seconds",
          "heartbeats.topic.replication.factor"));

  /** What each of them reads. */
  private static final Set<String> OF_ALL =
      Set.of(
          "replication.policy.class",
          "replication.policy.separator",
          "replication.policy.internal.topic.separator.enabled",
          "forwarding.admin.class");

  private final String className;
  private final Set<String> keys;

  ConnectorKind(String className, Set<String> keys) {
    this.className = className;
    this.keys = keys;
  }

  /** The class without its package. */
  String className() {
    return className;
  }

  boolean reads(String key) {
    return keys.contains(key) || OF_ALL.contains(key);
  }

  /** The kind of a class, which may be given with or without its package. */
  static Optional<ConnectorKind> of(String given) {
    String simple = given.trim().substring(given.trim().lastIndexOf('.') + 1);
    return Arrays.stream(values())
        .filter(
            kind ->
                kind.className.equals(simple)
                    || (kind.className.replace("Connector", "")).equals(simple))
        .findFirst();
  }
}
