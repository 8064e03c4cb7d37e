package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.factor;
import static io.chappe.config.keys.KeyDraft.flag;
import static io.chappe.config.keys.KeyDraft.ofFlow;
import static io.chappe.config.keys.KeyDraft.ofOneFlow;
import static io.chappe.config.keys.KeyDraft.own;
import static io.chappe.config.keys.KeyDraft.patterns;
import static io.chappe.config.keys.KeyDraft.seconds;

import io.chappe.naming.RenameRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which topics a flow replicates, and how their remote topics are looked after. */
public final class TopicKeys {
  public static final KeyDefinition<Boolean> ENABLED =
      flag("enabled", "false", "false", "Replicate from source to target.").live();

  public static final KeyDefinition<List<Pattern>> TOPICS =
      patterns("topics", ".*", "Topics to replicate; a pattern matches the whole name.").live();

  public static final KeyDefinition<List<Pattern>> TOPICS_EXCLUDE =
      patterns(
              "topics.exclude",
              "mm2.*\\.internal, .*\\.replica, __.*",
              "Topics not to replicate; wins over `topics`.")
          .live();

  public static final KeyDefinition<List<RenameRule>> TOPICS_RENAME =
      own(
              "topics.rename",
              KeyType.RENAMES,
              "",
              "Other names for topics: rules `<regular expression> -> <replacement>` with `;` between"
                  + " them. The first whose expression matches the whole name counts; `$1` is what the"
                  + " first group matched. The new name then goes through the replication policy.")
          .live();

  public static final KeyDefinition<List<Pattern>> CONFIG_PROPERTIES_EXCLUDE =
      patterns(
              "config.properties.exclude",
              "follower.replication.throttled.replicas, leader.replication.throttled.replicas,"
                  + " message.timestamp.difference.max.ms, log.message.timestamp.before.max.ms,"
                  + " log.message.timestamp.after.max.ms, message.timestamp.type,"
                  + " unclean.leader.election.enable, min.insync.replicas",
              "Topic properties not to copy to remote topics.")
          .live();

  public static final KeyDefinition<String> USE_DEFAULTS_FROM =
      ofOneFlow(
              "use.defaults.from",
              KeyType.choice("target", "source"),
              "target",
              "target",
              "Whose defaults a remote topic has for properties that the source topic doesn't set.")
          .live();

  public static final KeyDefinition<Boolean> REFRESH_TOPICS_ENABLED =
      flag("refresh.topics.enabled", "true", "true", "Look for new topics and partitions.").live();

  public static final KeyDefinition<Duration> REFRESH_TOPICS_INTERVAL =
      seconds(
              "refresh.topics.interval.seconds",
              "3",
              "600",
              "Time between two such looks; at least 10 s for each 1,000 partitions of the flow, up to 10 minutes.")
          .live();

  public static final KeyDefinition<Short> REPLICATION_FACTOR =
      factor("replication.factor", "2", "Replication factor of new remote topics.").live();

  public static final KeyDefinition<Boolean> SYNC_TOPIC_CONFIGS_ENABLED =
      flag(
              "sync.topic.configs.enabled",
              "true",
              "true",
              "Keep the properties of remote topics equal to those of the source's.")
          .live();

  public static final KeyDefinition<Duration> SYNC_TOPIC_CONFIGS_INTERVAL =
      seconds(
              "sync.topic.configs.interval.seconds",
              "10",
              "600",
              "Time between two such syncs; at least 5 s for each 10 topics of the flow, up to 10 minutes.")
          .live();

  public static final KeyDefinition<Boolean> SYNC_TOPIC_ACLS_ENABLED =
      flag(
              "sync.topic.acls.enabled",
              "true",
              "true",
              "Give remote topics the source topics' access control lists, without the right to"
                  + " write.")
          .live();

  public static final KeyDefinition<Duration> SYNC_TOPIC_ACLS_INTERVAL =
      seconds("sync.topic.acls.interval.seconds", "60", "600", "Time between two such syncs.")
          .live();

  public static final KeyDefinition<Boolean> SYNC_TOPIC_DELETIONS_ENABLED =
      flag(
              "sync.topic.deletions.enabled",
              "false",
              "",
              "Delete a remote topic when its source topic is seen to be deleted, if it holds nothing"
                  + " but the copy.")
          .live();

  public static final KeyDefinition<Integer> SYNC_TOPIC_DELETIONS_MAX_PERCENT =
      ofFlow(
              "sync.topic.deletions.max.percent",
              KeyType.PERCENT,
              "10",
              "",
              "How much of a flow's topics may be gone within an hour for their remote topics to be"
                  + " deleted without a confirmation; three always may.")
          .live();

  public static final KeyDefinition<Optional<Instant>> SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL =
      ofFlow(
              "sync.topic.deletions.confirmed.until",
              KeyType.TIME_OR_NONE,
              "",
              "",
              "An operator's yes to more deletions than that, until a time at most 24 hours ahead.")
          .live();

  private TopicKeys() {}
}
