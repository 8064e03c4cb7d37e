package io.chappe.config.keys;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every key that Chappe reads, outside those of the Kafka clients. The reference {@code
 * CONFIGURATION.md} is made from this list.
 */
public final class ChappeKeys {
  /** All keys, in the order of the reference. */
  public static final List<KeyDefinition<?>> ALL =
      List.of(
          FileKeys.CLUSTERS,
          FileKeys.HOME,
          FileKeys.HOME_WAIT,
          FileKeys.CONFIG_PROVIDERS,
          FileKeys.API_ACCESS,
          FileKeys.API_LOOK,
          FileKeys.API_TOKEN_FILE,
          FileKeys.API_REMOTE,
          FileKeys.API_HOSTS,
          TopicKeys.ENABLED,
          TopicKeys.TOPICS,
          TopicKeys.TOPICS_EXCLUDE,
          TopicKeys.TOPICS_RENAME,
          TopicKeys.REFRESH_TOPICS_ENABLED,
          TopicKeys.REFRESH_TOPICS_INTERVAL,
          TopicKeys.REPLICATION_FACTOR,
          TopicKeys.SYNC_TOPIC_CONFIGS_ENABLED,
          TopicKeys.SYNC_TOPIC_CONFIGS_INTERVAL,
          TopicKeys.CONFIG_PROPERTIES_EXCLUDE,
          TopicKeys.USE_DEFAULTS_FROM,
          TopicKeys.SYNC_TOPIC_ACLS_ENABLED,
          TopicKeys.SYNC_TOPIC_ACLS_INTERVAL,
          TopicKeys.SYNC_TOPIC_DELETIONS_ENABLED,
          TopicKeys.SYNC_TOPIC_DELETIONS_MAX_PERCENT,
          TopicKeys.SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL,
          CopyKeys.OFFSET_MAP_FACTOR,
          GroupKeys.EMIT_OFFSET_SYNCS_ENABLED,
          GroupKeys.OFFSET_SYNCS_LOCATION,
          GroupKeys.OFFSET_SYNCS_FACTOR,
          GroupKeys.OFFSET_LAG_MAX,
          CopyKeys.START_FROM,
          CopyKeys.SHARED_TOPICS,
          CopyKeys.ON_SOURCE_DATA_LOSS,
          CopyKeys.PAUSED,
          CopyKeys.RATE_LIMIT,
          CopyKeys.BUFFER_BYTES,
          CopyKeys.OFFSET_MAP_MAX_RUNS,
          CopyKeys.TOPIC_SERIES,
          CopyKeys.ERRORS_TOLERANCE,
          CopyKeys.DEAD_LETTER_TOPIC,
          CopyKeys.DEAD_LETTER_FACTOR,
          CopyKeys.DEAD_LETTER_HEADERS,
          CopyKeys.PROVENANCE,
          GroupKeys.GROUPS,
          GroupKeys.GROUPS_EXCLUDE,
          GroupKeys.REFRESH_GROUPS_ENABLED,
          GroupKeys.REFRESH_GROUPS_INTERVAL,
          GroupKeys.EMIT_CHECKPOINTS_ENABLED,
          GroupKeys.EMIT_CHECKPOINTS_INTERVAL,
          GroupKeys.SYNC_GROUP_OFFSETS_ENABLED,
          GroupKeys.SYNC_GROUP_OFFSETS_INTERVAL,
          GroupKeys.FAILBACK_ENABLED,
          GroupKeys.EMIT_CHECKPOINTS_GONE_MAX_PERCENT,
          GroupKeys.CHECKPOINTS_FACTOR,
          HeartbeatKeys.EMIT_HEARTBEATS_ENABLED,
          HeartbeatKeys.EMIT_HEARTBEATS_INTERVAL,
          HeartbeatKeys.HEARTBEATS_REPLICATION_ENABLED,
          HeartbeatKeys.HEARTBEATS_FACTOR,
          PolicyKeys.POLICY_CLASS,
          PolicyKeys.SEPARATOR,
          PolicyKeys.SEPARATOR_IN_INTERNAL_TOPICS,
          PolicyKeys.TOPIC_FILTER_CLASS,
          PolicyKeys.GROUP_FILTER_CLASS,
          PolicyKeys.CONFIG_PROPERTY_FILTER_CLASS,
          PolicyKeys.FORWARDING_ADMIN_CLASS);

  /** What they hold makes names of clusters and topics, which are shown everywhere. */
  public static final Set<KeyDefinition<?>> NAMING =
      Set.of(
          FileKeys.CLUSTERS,
          FileKeys.HOME,
          TopicKeys.TOPICS_RENAME,
          CopyKeys.DEAD_LETTER_TOPIC,
          PolicyKeys.SEPARATOR);

  /** Names that MM2 had before 4.0 and ignores since. */
  public static final Map<String, String> RENAMED =
      Map.of(
          "topics.whitelist", TopicKeys.TOPICS.name(),
          "topics.blacklist", TopicKeys.TOPICS_EXCLUDE.name(),
          "groups.whitelist", GroupKeys.GROUPS.name(),
          "groups.blacklist", GroupKeys.GROUPS_EXCLUDE.name(),
          "config.properties.blacklist", TopicKeys.CONFIG_PROPERTIES_EXCLUDE.name());

  private ChappeKeys() {}
}
