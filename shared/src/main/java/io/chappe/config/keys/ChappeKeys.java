package io.chappe.config.keys;

import io.chappe.config.ApiSettings;
import io.chappe.config.SourceLoss;
import io.chappe.config.keys.KeyDefinition.Origin;
import io.chappe.config.keys.KeyDefinition.Scope;
import io.chappe.naming.RenameRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every key that Chappe reads, outside those of the Kafka clients. The reference {@code
 * CONFIGURATION.md} is made from this list.
 */
public final class ChappeKeys {
  public static final String DEFAULT_POLICY =
      "org.apache.kafka.connect.mirror.DefaultReplicationPolicy";
  public static final String IDENTITY_POLICY =
      "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";
  private static final String BROKER_DEFAULT = "-1";

  public static final KeyDefinition<List<String>> CLUSTERS =
      file("clusters", KeyType.NAMES, "Aliases of all clusters. Required.");
  public static final KeyDefinition<String> HOME =
      atStart(
          "home",
          KeyType.NAME,
          "Alias of the cluster that holds Chappe's own topics: the one the services are deployed"
              + " next to. The first of `clusters` if not set.");
  public static final KeyDefinition<Duration> HOME_WAIT =
      atStart(
          "home.wait.seconds",
          KeyType.SECONDS,
          "How long a start waits for `chappe.config.internal` of a `home` that doesn't answer;"
              + " then flows run by file and environment, also those that are switched off there."
              + " As long as it takes if not set: nothing is begun before it is read.");
  public static final KeyDefinition<List<String>> CONFIG_PROVIDERS =
      atStart(
          "config.providers",
          KeyType.NAMES,
          "Names of Kafka config providers, each with `config.providers.<name>.class` and"
              + " `.param.*`: `EnvVarConfigProvider`, `FileConfigProvider` and"
              + " `DirectoryConfigProvider` of `org.apache.kafka.common.config.provider`. What they"
              + " fill in is never shown, so they fill in no value that makes names: `clusters`,"
              + " `home`, `topics.rename`, `errors.deadletterqueue.topic.name` and"
              + " `replication.policy.separator` are refused with `${...}`.");

  public static final KeyDefinition<ApiSettings.Access> API_ACCESS =
      file(
          "api.access",
          KeyType.API_ACCESS,
          "What heartbeat-service's page and API are good for: `off`, `read-only`, which is the"
              + " default, or `read-write`, which needs `api.token.file`.");
  public static final KeyDefinition<ApiSettings.Look> API_LOOK =
      file(
          "api.look",
          KeyType.API_LOOK,
          "Who may read through the API: `anyone` who reaches it, which is the default, or only who"
              + " shows a `token` of `api.token.file`, from this machine too. Health and metrics"
              + " take none.");
  public static final KeyDefinition<Path> API_TOKEN_FILE =
      file(
          "api.token.file",
          KeyType.FILE,
          "File with the tokens of the API, a line `<name> <role> <token>` for each: the role is"
              + " `look` or `change`, which includes looking; a token has 16 characters at least; a"
              + " line that begins with `#` is a comment. A file with a token and nothing else lets"
              + " `operator` change. It is read at each request, so it may be replaced at any"
              + " time.");
  public static final KeyDefinition<Boolean> API_REMOTE =
      file(
          "api.remote.enabled",
          KeyType.FLAG,
          "Whether the page and the API answer other machines too; `false` if not set. Health and"
              + " metrics always do, as far as `QUARKUS_HTTP_HOST` lets them.");
  public static final KeyDefinition<List<String>> API_HOSTS =
      file(
          "api.hosts",
          KeyType.NAMES,
          "Names under which other machines reach page and API, without ports: a request to any"
              + " other name is refused, so that no site can point its own name here. All if not"
              + " set.");

  public static final KeyDefinition<Boolean> ENABLED =
      flag("enabled", "false", "false", "Replicate from source to target.");

  public static final KeyDefinition<List<Pattern>> TOPICS =
      patterns("topics", ".*", "Topics to replicate; a pattern matches the whole name.");
  public static final KeyDefinition<List<Pattern>> TOPICS_EXCLUDE =
      patterns(
          "topics.exclude",
          "mm2.*\\.internal, .*\\.replica, __.*",
          "Topics not to replicate; wins over `topics`.");
  public static final KeyDefinition<List<RenameRule>> TOPICS_RENAME =
      own(
          "topics.rename",
          KeyType.RENAMES,
          "",
          "Other names for topics: rules `<regular expression> -> <replacement>` with `;` between"
              + " them. The first whose expression matches the whole name counts; `$1` is what the"
              + " first group matched. The new name then goes through the replication policy.");
  public static final KeyDefinition<List<Pattern>> CONFIG_PROPERTIES_EXCLUDE =
      patterns(
          "config.properties.exclude",
          "follower.replication.throttled.replicas, leader.replication.throttled.replicas,"
              + " message.timestamp.difference.max.ms, log.message.timestamp.before.max.ms,"
              + " log.message.timestamp.after.max.ms, message.timestamp.type,"
              + " unclean.leader.election.enable, min.insync.replicas",
          "Topic properties not to copy to remote topics.");
  public static final KeyDefinition<String> USE_DEFAULTS_FROM =
      new KeyDefinition<>(
          "use.defaults.from",
          Scope.FLOW_ONLY,
          Origin.ANYWHERE,
          KeyType.choice("target", "source"),
          "target",
          "target",
          "Whose defaults a remote topic has for properties that the source topic doesn't set.");
  public static final KeyDefinition<Boolean> REFRESH_TOPICS_ENABLED =
      flag("refresh.topics.enabled", "true", "true", "Look for new topics and partitions.");
  public static final KeyDefinition<Duration> REFRESH_TOPICS_INTERVAL =
      seconds(
          "refresh.topics.interval.seconds",
          "3",
          "600",
          "Time between two such looks; at least 4 s for each 1,000 partitions of the flow.");
  public static final KeyDefinition<Short> REPLICATION_FACTOR =
      factor("replication.factor", "2", "Replication factor of new remote topics.");
  public static final KeyDefinition<Boolean> SYNC_TOPIC_CONFIGS_ENABLED =
      flag(
          "sync.topic.configs.enabled",
          "true",
          "true",
          "Keep the properties of remote topics equal to those of the source's.");
  public static final KeyDefinition<Duration> SYNC_TOPIC_CONFIGS_INTERVAL =
      seconds(
          "sync.topic.configs.interval.seconds",
          "10",
          "600",
          "Time between two such syncs; at least 1 s for each 10 topics of the flow.");
  public static final KeyDefinition<Boolean> SYNC_TOPIC_ACLS_ENABLED =
      flag(
          "sync.topic.acls.enabled",
          "true",
          "true",
          "Give remote topics the source topics' access control lists, without the right to"
              + " write.");
  public static final KeyDefinition<Duration> SYNC_TOPIC_ACLS_INTERVAL =
      seconds("sync.topic.acls.interval.seconds", "60", "600", "Time between two such syncs.");
  public static final KeyDefinition<Boolean> SYNC_TOPIC_DELETIONS_ENABLED =
      flag(
          "sync.topic.deletions.enabled",
          "false",
          "",
          "Delete a remote topic when its source topic is seen to be deleted, if it holds nothing"
              + " but the copy.");
  public static final KeyDefinition<Integer> SYNC_TOPIC_DELETIONS_MAX_PERCENT =
      new KeyDefinition<>(
          "sync.topic.deletions.max.percent",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.PERCENT,
          "10",
          "",
          "How much of a flow's topics may be gone within an hour for their remote topics to be"
              + " deleted without a confirmation; three always may.");
  public static final KeyDefinition<Optional<Instant>> SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL =
      new KeyDefinition<>(
          "sync.topic.deletions.confirmed.until",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.TIME_OR_NONE,
          "",
          "",
          "An operator's yes to more deletions than that, until a time at most 24 hours ahead.");
  public static final KeyDefinition<Boolean> HEARTBEATS_REPLICATION_ENABLED =
      flag(
          "heartbeats.replication.enabled",
          "true",
          "true",
          "Replicate heartbeats topics even if `topics` leaves them out.");
  public static final KeyDefinition<Short> OFFSET_MAP_FACTOR =
      factor("offset-map.topic.replication.factor", "", "Replication factor of the offset map.");
  public static final KeyDefinition<Short> OFFSET_SYNCS_FACTOR =
      factor(
          "offset-syncs.topic.replication.factor",
          "3",
          "Replication factor of MM2's offset-syncs topic.");

  public static final KeyDefinition<Boolean> EMIT_OFFSET_SYNCS_ENABLED =
      flag(
          "emit.offset-syncs.enabled",
          "true",
          "true",
          "Write MM2's offset syncs, for MM2's own tools. Nothing here reads them.");
  public static final KeyDefinition<String> OFFSET_SYNCS_LOCATION =
      new KeyDefinition<>(
          "offset-syncs.topic.location",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.choice("source", "target"),
          "source",
          "source",
          "On which cluster MM2's offset-syncs topic lies.");
  public static final KeyDefinition<Long> OFFSET_LAG_MAX =
      new KeyDefinition<>(
          "offset.lag.max",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.COUNT,
          "100",
          "100",
          "How far apart MM2's offset syncs are at the newest end of a partition, in records."
              + " Further back they are further apart, as MM2's tools keep them.");

  public static final KeyDefinition<String> START_FROM =
      own(
          "start.from",
          KeyType.START,
          "consumer",
          "Where the copy of a partition begins that was never copied: `earliest`, `latest`, a time"
              + " such as `2026-01-31T00:00:00Z`, or `consumer` for what `auto.offset.reset` of the"
              + " source's consumer says (`earliest` if nothing).");
  public static final KeyDefinition<List<Pattern>> SHARED_TOPICS =
      own(
          "remote.topics.shared",
          KeyType.PATTERNS,
          "",
          "Remote topics that others write to as well. Copying into them is at-least-once instead"
              + " of exactly-once.");
  public static final KeyDefinition<Long> BUFFER_BYTES =
      own(
          "copy.buffer.bytes",
          KeyType.BUFFER,
          "33554432",
          "Bytes of fetched batches that an instance holds for the flow at most.");
  public static final KeyDefinition<SourceLoss> ON_SOURCE_DATA_LOSS =
      own(
          "on.source.data.loss",
          KeyType.SOURCE_LOSS,
          "continue",
          "What to do where the source has deleted records before they were copied: `continue` goes"
              + " on at the log's start and publishes the gap, `halt` stops that partition until"
              + " this says `continue`.");
  public static final KeyDefinition<Boolean> PAUSED =
      own(
          "paused",
          KeyType.FLAG,
          "false",
          "Read nothing from the source for now. Partitions keep their owners and copying goes on"
              + " where it was as soon as this is `false`. Heartbeats aren't held back.");
  public static final KeyDefinition<Long> RATE_LIMIT =
      own(
          "rate.limit.bytes.per.second",
          KeyType.RATE,
          "0",
          "Bytes that all instances together read for the flow in a second, batches counted as they"
              + " are stored, compressed; 0 for no limit. Heartbeats aren't held back.");
  public static final KeyDefinition<Integer> OFFSET_MAP_MAX_RUNS =
      own(
          "offset-map.max.runs",
          KeyType.RUNS,
          "4000",
          "Runs of the offset map to keep for a partition. Transactional and compacted topics need"
              + " many; beyond this number old offsets translate to somewhat lower ones.");

  public static final KeyDefinition<Long> TOPIC_SERIES =
      own(
          "metrics.topics.max",
          KeyType.COUNT,
          "1000",
          "Topics of the flow that have metric series of their own on an instance, five each. The"
              + " others are added up in series with the topic *; 0 to have only those.");

  public static final KeyDefinition<String> ERRORS_TOLERANCE =
      new KeyDefinition<>(
          "errors.tolerance",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.choice("none", "all"),
          "none",
          "none",
          "What happens at a record that a transform fails on: `none` stops its partition there,"
              + " `all` leaves the record out.");
  public static final KeyDefinition<String> DEAD_LETTER_TOPIC =
      own(
          "errors.deadletterqueue.topic.name",
          KeyType.TOPIC_OR_NONE,
          "",
          "Topic on the target for records that can't be copied: those that the target refuses for"
              + " what is in them, and, with `errors.tolerance=all`, those that a transform fails"
              + " on. Without it the former stop their partition, the latter are left out.");
  public static final KeyDefinition<Short> DEAD_LETTER_FACTOR =
      factor(
          "errors.deadletterqueue.topic.replication.factor",
          "",
          "Replication factor of the dead-letter topic.");
  public static final KeyDefinition<Boolean> DEAD_LETTER_HEADERS =
      flag(
          "errors.deadletterqueue.context.headers.enable",
          "true",
          "",
          "Give dead letters headers that tell where they come from and what is wrong with them.");
  public static final KeyDefinition<Boolean> PROVENANCE =
      flag(
          "provenance.headers.enabled",
          "false",
          "",
          "Give records headers that tell where they come from, and don't copy those that have been"
              + " on the target. Every batch is rebuilt for that.");

  public static final KeyDefinition<List<Pattern>> GROUPS =
      patterns("groups", ".*", "Consumer groups whose offsets are checkpointed.");
  public static final KeyDefinition<List<Pattern>> GROUPS_EXCLUDE =
      patterns(
          "groups.exclude",
          "console-consumer-.*, connect-.*, __.*",
          "Groups not to checkpoint; wins over `groups`.");
  public static final KeyDefinition<Boolean> REFRESH_GROUPS_ENABLED =
      flag("refresh.groups.enabled", "true", "true", "Look for new groups.");
  public static final KeyDefinition<Duration> REFRESH_GROUPS_INTERVAL =
      seconds("refresh.groups.interval.seconds", "5", "600", "Time between two such looks.");
  public static final KeyDefinition<Boolean> EMIT_CHECKPOINTS_ENABLED =
      flag("emit.checkpoints.enabled", "true", "true", "Emit checkpoints.");
  public static final KeyDefinition<Duration> EMIT_CHECKPOINTS_INTERVAL =
      seconds("emit.checkpoints.interval.seconds", "5", "60", "Time between two checkpoints.");
  public static final KeyDefinition<Boolean> SYNC_GROUP_OFFSETS_ENABLED =
      flag(
          "sync.group.offsets.enabled",
          "true",
          "false",
          "Commit translated offsets to the groups on the target.");
  public static final KeyDefinition<Duration> SYNC_GROUP_OFFSETS_INTERVAL =
      seconds("sync.group.offsets.interval.seconds", "5", "60", "Time between two such commits.");
  public static final KeyDefinition<Boolean> FAILBACK_ENABLED =
      flag(
          "sync.group.offsets.failback.enabled",
          "false",
          "",
          "Commit what groups have read of remote topics on the target to the groups on the source,"
              + " where they have no members meanwhile, so that consumers that moved to the target"
              + " find their place when they move back.");
  public static final KeyDefinition<Integer> EMIT_CHECKPOINTS_GONE_MAX_PERCENT =
      new KeyDefinition<>(
          "emit.checkpoints.gone.max.percent",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.PERCENT,
          "10",
          "",
          "How much of a flow's groups may have lost all their offsets on the source within an hour"
              + " for their checkpoints to be removed; three always may. `100` has the source"
              + " believed in any case, even if it was set up anew.");
  public static final KeyDefinition<Short> CHECKPOINTS_FACTOR =
      factor(
          "checkpoints.topic.replication.factor", "3", "Replication factor of checkpoints topics.");

  public static final KeyDefinition<Boolean> EMIT_HEARTBEATS_ENABLED =
      flag("emit.heartbeats.enabled", "true", "true", "Emit heartbeats, for enabled flows only.");
  public static final KeyDefinition<Duration> EMIT_HEARTBEATS_INTERVAL =
      seconds("emit.heartbeats.interval.seconds", "1", "1", "Time between two heartbeats.");
  public static final KeyDefinition<Short> HEARTBEATS_FACTOR =
      factor(
          "heartbeats.topic.replication.factor", "3", "Replication factor of `heartbeats` topics.");

  public static final KeyDefinition<String> POLICY_CLASS =
      only(
          "replication.policy.class",
          "How remote topics are named.",
          DEFAULT_POLICY,
          IDENTITY_POLICY);
  public static final KeyDefinition<String> SEPARATOR =
      new KeyDefinition<>(
          "replication.policy.separator",
          Scope.FLOW,
          Origin.ANYWHERE,
          KeyType.NAME,
          ".",
          ".",
          "What stands between alias and topic in a remote topic's name.");
  public static final KeyDefinition<Boolean> SEPARATOR_IN_INTERNAL_TOPICS =
      flag(
          "replication.policy.internal.topic.separator.enabled",
          "true",
          "true",
          "Use the separator in the names of checkpoints, offset-syncs and offset-map topics too; a"
              + " dot otherwise.");
  static final KeyDefinition<String> TOPIC_FILTER_CLASS =
      only(
          "topic.filter.class",
          "MM2's own filter only.",
          "org.apache.kafka.connect.mirror.DefaultTopicFilter");
  static final KeyDefinition<String> GROUP_FILTER_CLASS =
      only(
          "group.filter.class",
          "MM2's own filter only.",
          "org.apache.kafka.connect.mirror.DefaultGroupFilter");
  static final KeyDefinition<String> CONFIG_PROPERTY_FILTER_CLASS =
      only(
          "config.property.filter.class",
          "MM2's own filter only.",
          "org.apache.kafka.connect.mirror.DefaultConfigPropertyFilter");
  static final KeyDefinition<String> FORWARDING_ADMIN_CLASS =
      only(
          "forwarding.admin.class",
          "MM2's own class only.",
          "org.apache.kafka.clients.admin.ForwardingAdmin");

  /** All keys, in the order of the reference. */
  public static final List<KeyDefinition<?>> ALL =
      List.of(
          CLUSTERS,
          HOME,
          HOME_WAIT,
          CONFIG_PROVIDERS,
          API_ACCESS,
          API_LOOK,
          API_TOKEN_FILE,
          API_REMOTE,
          API_HOSTS,
          ENABLED,
          TOPICS,
          TOPICS_EXCLUDE,
          TOPICS_RENAME,
          REFRESH_TOPICS_ENABLED,
          REFRESH_TOPICS_INTERVAL,
          REPLICATION_FACTOR,
          SYNC_TOPIC_CONFIGS_ENABLED,
          SYNC_TOPIC_CONFIGS_INTERVAL,
          CONFIG_PROPERTIES_EXCLUDE,
          USE_DEFAULTS_FROM,
          SYNC_TOPIC_ACLS_ENABLED,
          SYNC_TOPIC_ACLS_INTERVAL,
          SYNC_TOPIC_DELETIONS_ENABLED,
          SYNC_TOPIC_DELETIONS_MAX_PERCENT,
          SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL,
          OFFSET_MAP_FACTOR,
          EMIT_OFFSET_SYNCS_ENABLED,
          OFFSET_SYNCS_LOCATION,
          OFFSET_SYNCS_FACTOR,
          OFFSET_LAG_MAX,
          START_FROM,
          SHARED_TOPICS,
          ON_SOURCE_DATA_LOSS,
          PAUSED,
          RATE_LIMIT,
          BUFFER_BYTES,
          OFFSET_MAP_MAX_RUNS,
          TOPIC_SERIES,
          ERRORS_TOLERANCE,
          DEAD_LETTER_TOPIC,
          DEAD_LETTER_FACTOR,
          DEAD_LETTER_HEADERS,
          PROVENANCE,
          GROUPS,
          GROUPS_EXCLUDE,
          REFRESH_GROUPS_ENABLED,
          REFRESH_GROUPS_INTERVAL,
          EMIT_CHECKPOINTS_ENABLED,
          EMIT_CHECKPOINTS_INTERVAL,
          SYNC_GROUP_OFFSETS_ENABLED,
          SYNC_GROUP_OFFSETS_INTERVAL,
          FAILBACK_ENABLED,
          EMIT_CHECKPOINTS_GONE_MAX_PERCENT,
          CHECKPOINTS_FACTOR,
          EMIT_HEARTBEATS_ENABLED,
          EMIT_HEARTBEATS_INTERVAL,
          HEARTBEATS_REPLICATION_ENABLED,
          HEARTBEATS_FACTOR,
          POLICY_CLASS,
          SEPARATOR,
          SEPARATOR_IN_INTERNAL_TOPICS,
          TOPIC_FILTER_CLASS,
          GROUP_FILTER_CLASS,
          CONFIG_PROPERTY_FILTER_CLASS,
          FORWARDING_ADMIN_CLASS);

  /** What they hold makes names of clusters and topics, which are shown everywhere. */
  public static final Set<KeyDefinition<?>> NAMING =
      Set.of(CLUSTERS, HOME, TOPICS_RENAME, DEAD_LETTER_TOPIC, SEPARATOR);

  /** Names that MM2 had before 4.0 and ignores since. */
  public static final Map<String, String> RENAMED =
      Map.of(
          "topics.whitelist", TOPICS.name(),
          "topics.blacklist", TOPICS_EXCLUDE.name(),
          "groups.whitelist", GROUPS.name(),
          "groups.blacklist", GROUPS_EXCLUDE.name(),
          "config.properties.blacklist", CONFIG_PROPERTIES_EXCLUDE.name());

  private ChappeKeys() {}

  private static <T> KeyDefinition<T> file(String name, KeyType<T> type, String meaning) {
    return new KeyDefinition<>(name, Scope.FILE, Origin.FILE, type, "", "", meaning);
  }

  private static <T> KeyDefinition<T> atStart(String name, KeyType<T> type, String meaning) {
    return new KeyDefinition<>(name, Scope.FILE, Origin.START, type, "", "", meaning);
  }

  private static <T> KeyDefinition<T> own(
      String name, KeyType<T> type, String byDefault, String meaning) {
    return new KeyDefinition<>(name, Scope.FLOW, Origin.ANYWHERE, type, byDefault, "", meaning);
  }

  private static KeyDefinition<Boolean> flag(
      String name, String byDefault, String mm2Default, String meaning) {
    return new KeyDefinition<>(
        name, Scope.FLOW, Origin.ANYWHERE, KeyType.FLAG, byDefault, mm2Default, meaning);
  }

  private static KeyDefinition<Duration> seconds(
      String name, String byDefault, String mm2Default, String meaning) {
    return new KeyDefinition<>(
        name, Scope.FLOW, Origin.ANYWHERE, KeyType.SECONDS, byDefault, mm2Default, meaning);
  }

  private static KeyDefinition<List<Pattern>> patterns(
      String name, String byDefault, String meaning) {
    return new KeyDefinition<>(
        name, Scope.FLOW, Origin.ANYWHERE, KeyType.PATTERNS, byDefault, byDefault, meaning);
  }

  private static KeyDefinition<Short> factor(String name, String mm2Default, String meaning) {
    return new KeyDefinition<>(
        name, Scope.FLOW, Origin.ANYWHERE, KeyType.FACTOR, BROKER_DEFAULT, mm2Default, meaning);
  }

  private static KeyDefinition<String> only(String name, String meaning, String... classes) {
    return new KeyDefinition<>(
        name, Scope.FLOW, Origin.FILE, KeyType.choice(classes), classes[0], classes[0], meaning);
  }
}
