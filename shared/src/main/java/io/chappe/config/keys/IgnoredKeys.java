package io.chappe.config.keys;

import java.util.List;
import java.util.Optional;

/** The keys of MM2 and Kafka Connect that are accepted and mean nothing here, and why. */
public final class IgnoredKeys {
  private static final String NO_CONNECT = "there is no Kafka Connect here";
  private static final String NO_REST =
      "instances don't call each other; HTTP ports are Quarkus' settings";
  private static final String NO_POSITION_TOPIC =
      "positions come from the target's log and the offset map";
  private static final String BYTES = "records are carried as they are, without conversion";
  private static final String METRICS = "metrics are served for Prometheus";
  private static final String NAMED_BY_FLOW = "the flow itself names its clusters";

  /**
   * One key, or all keys with a beginning.
   *
   * @param name the key; with {@code *} at its end, the beginning of keys
   * @param reason why it means nothing here
   */
  record IgnoredKey(String name, String reason) {
    boolean covers(String key) {
      return name.endsWith("*")
          ? key.startsWith(name.substring(0, name.length() - 1))
          : key.equals(name);
    }
  }

  static final List<IgnoredKey> ALL =
      List.of(
          new IgnoredKey(
              "consumer.poll.timeout.ms",
              "there is no polling; how long a fetch waits is <alias>.consumer.fetch.max.wait.ms"),
          new IgnoredKey(
              "tasks.max*", "there are no tasks; partitions are shared by the running instances"),
          new IgnoredKey(
              "admin.timeout.ms",
              "the admin client's own limit is <alias>.admin.default.api.timeout.ms"),
          new IgnoredKey("metric.names.formats", METRICS),
          new IgnoredKey("metric.reporters", METRICS),
          new IgnoredKey("name", NO_CONNECT),
          new IgnoredKey("connector.*", NO_CONNECT),
          new IgnoredKey("config.action.reload", NO_CONNECT),
          new IgnoredKey("key.converter*", BYTES),
          new IgnoredKey("value.converter*", BYTES),
          new IgnoredKey("header.converter*", BYTES),
          new IgnoredKey(
              "errors.*",
              "an error stops one partition at most and is retried where that can help"),
          new IgnoredKey("exactly.once.*", "there is no transaction per batch to switch on"),
          new IgnoredKey("transaction.boundary*", "there is no transaction per batch"),
          new IgnoredKey("source.cluster.alias", NAMED_BY_FLOW),
          new IgnoredKey("target.cluster.alias", NAMED_BY_FLOW),
          new IgnoredKey("task.*", NO_CONNECT),
          new IgnoredKey("worker*", NO_CONNECT),
          new IgnoredKey("connect.*", NO_CONNECT),
          new IgnoredKey("plugin.*", NO_CONNECT),
          new IgnoredKey("topic.tracking.*", NO_CONNECT),
          new IgnoredKey("topic.creation.*", "remote topics are created like the source's"),
          new IgnoredKey("offset.flush.*", NO_POSITION_TOPIC),
          new IgnoredKey("offset.storage*", NO_POSITION_TOPIC),
          new IgnoredKey("offsets.storage.topic", NO_POSITION_TOPIC),
          new IgnoredKey("config.storage*", "the configuration is this file"),
          new IgnoredKey("status.storage*", NO_CONNECT),
          new IgnoredKey("group.id", "Chappe names its own consumer groups"),
          new IgnoredKey("client.id", "Chappe names its own clients"),
          new IgnoredKey("scheduled.rebalance.max.delay.ms", NO_CONNECT),
          new IgnoredKey("rebalance.timeout.ms", NO_CONNECT),
          new IgnoredKey("inter.worker.*", NO_CONNECT),
          new IgnoredKey("dedicated.mode.enable.internal.rest", NO_REST),
          new IgnoredKey("listeners*", NO_REST),
          new IgnoredKey("admin.listeners*", NO_REST),
          new IgnoredKey("rest.*", NO_REST),
          new IgnoredKey("access.control.*", NO_REST),
          new IgnoredKey("response.http.headers.config", NO_REST),
          new IgnoredKey("ssl.client.auth", NO_REST));

  private IgnoredKeys() {}

  public static Optional<String> reason(String key) {
    return ALL.stream().filter(ignored -> ignored.covers(key)).map(IgnoredKey::reason).findFirst();
  }
}
