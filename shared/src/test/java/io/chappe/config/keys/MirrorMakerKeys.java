package io.chappe.config.keys;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All keys that MirrorMaker 2 of Kafka 4.3 defines or reads by name, besides those of the Kafka
 * clients, in the order of its classes; and what becomes of each here.
 */
final class MirrorMakerKeys {
  private static final List<String> CONNECTORS =
      List.of(
          "enabled",
          "source.cluster.alias",
          "target.cluster.alias",
          "admin.timeout.ms",
          "replication.policy.class",
          "replication.policy.separator",
          "replication.policy.internal.topic.separator.enabled",
          "forwarding.admin.class",
          "metric.reporters",
          "metric.names.formats",
          "config.providers",
          "offset-syncs.topic.location",
          "emit.offset-syncs.enabled",
          "topic.filter.class",
          "task.index",
          "topics",
          "topics.exclude",
          "config.properties.exclude",
          "config.property.filter.class",
          "use.defaults.from",
          "consumer.poll.timeout.ms",
          "refresh.topics.enabled",
          "refresh.topics.interval.seconds",
          "sync.topic.configs.enabled",
          "sync.topic.configs.interval.seconds",
          "sync.topic.acls.enabled",
          "sync.topic.acls.interval.seconds",
          "replication.factor",
          "offset-syncs.topic.replication.factor",
          "offset.lag.max",
          "heartbeats.replication.enabled",
          "task.assigned.partitions",
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
          "task.assigned.groups",
          "emit.heartbeats.enabled",
          "emit.heartbeats.interval.seconds",
          "heartbeats.topic.replication.factor");

  private static final List<String> CONNECT =
      List.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "tasks.max",
          "tasks.max.enforce",
          "key.converter",
          "value.converter",
          "header.converter",
          "key.converter.plugin.version",
          "config.action.reload",
          "errors.tolerance",
          "errors.retry.timeout",
          "errors.retry.delay.max.ms",
          "errors.log.enable",
          "errors.log.include.messages",
          "exactly.once.support",
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic",
          "topic.creation.groups");

  private static final List<String> DRIVER =
      List.of(
          "clusters",
          "dedicated.mode.enable.internal.rest",
          "listeners",
          "admin.listeners",
          "rest.advertised.host.name",
          "rest.advertised.port",
          "rest.advertised.listener",
          "rest.extension.classes",
          "access.control.allow.methods",
          "access.control.allow.origin",
          "response.http.headers.config",
          "ssl.client.auth",
          "client.id",
          "group.id",
          "offset.storage.topic",
          "offset.storage.replication.factor",
          "offset.storage.partitions",
          "status.storage.topic",
          "status.storage.replication.factor",
          "config.storage.topic",
          "config.storage.replication.factor",
          "offset.flush.interval.ms",
          "offset.flush.timeout.ms",
          "scheduled.rebalance.max.delay.ms",
          "rebalance.timeout.ms",
          "worker.sync.timeout.ms",
          "worker.unsync.backoff.ms",
          "task.shutdown.graceful.timeout.ms",
          "exactly.once.source.support",
          "connect.protocol",
          "connector.client.config.override.policy",
          "inter.worker.key.ttl.ms",
          "plugin.path",
          "plugin.discovery",
          "topic.creation.enable",
          "topic.tracking.enable",
          "topic.tracking.allow.reset");

  private MirrorMakerKeys() {}

  static Stream<String> all() {
    return Stream.of(CONNECTORS, CONNECT, DRIVER).flatMap(List::stream);
  }

  static Optional<KeyDefinition<?>> definition(String key) {
    return ChappeKeys.ALL.stream()
        .filter(known -> known.name().equals(key))
        .<KeyDefinition<?>>map(known -> known)
        .findFirst();
  }

  /** What the table says of a key. */
  static String outcome(String key) {
    return definition(key)
        .map(known -> known.differsFromMm2() ? "honoured, with another default" : "honoured")
        .orElseGet(
            () ->
                "no effect: "
                    + IgnoredKeys.reason(key)
                        .orElseThrow(() -> new AssertionError(key + " is not known"))
                        .replace("<", "\\<"));
  }
}
