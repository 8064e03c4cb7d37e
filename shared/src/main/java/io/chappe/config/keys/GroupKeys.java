package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.factor;
import static io.chappe.config.keys.KeyDraft.flag;
import static io.chappe.config.keys.KeyDraft.ofFlow;
import static io.chappe.config.keys.KeyDraft.patterns;
import static io.chappe.config.keys.KeyDraft.seconds;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** How positions of consumer groups are translated, MM2's offset syncs among it. */
public final class GroupKeys {
  public static final KeyDefinition<Boolean> EMIT_OFFSET_SYNCS_ENABLED =
      flag(
              "emit.offset-syncs.enabled",
              "true",
              "true",
              "Write MM2's offset syncs, for MM2's own tools. Nothing here reads them.")
          .live();

  public static final KeyDefinition<String> OFFSET_SYNCS_LOCATION =
      ofFlow(
              "offset-syncs.topic.location",
              KeyType.choice("source", "target"),
              "source",
              "source",
              "On which cluster MM2's offset-syncs topic lies.")
          .live();

  public static final KeyDefinition<Long> OFFSET_LAG_MAX =
      ofFlow(
              "offset.lag.max",
              KeyType.COUNT,
              "100",
              "100",
              "How far apart MM2's offset syncs are at the newest end of a partition, in records."
                  + " Further back they are further apart, as MM2's tools keep them.")
          .live();

  public static final KeyDefinition<Short> OFFSET_SYNCS_FACTOR =
      factor(
              "offset-syncs.topic.replication.factor",
              "3",
              "Replication factor of MM2's offset-syncs topic.")
          .live();

  public static final KeyDefinition<List<Pattern>> GROUPS =
      patterns("groups", ".*", "Consumer groups whose offsets are checkpointed.").live();

  public static final KeyDefinition<List<Pattern>> GROUPS_EXCLUDE =
      patterns(
              "groups.exclude",
              "console-consumer-.*, connect-.*, __.*",
              "Groups not to checkpoint; wins over `groups`.")
          .live();

  public static final KeyDefinition<Boolean> REFRESH_GROUPS_ENABLED =
      flag("refresh.groups.enabled", "true", "true", "Look for new groups.").live();

  public static final KeyDefinition<Duration> REFRESH_GROUPS_INTERVAL =
      seconds("refresh.groups.interval.seconds", "5", "600", "Time between two such looks.").live();

  public static final KeyDefinition<Boolean> EMIT_CHECKPOINTS_ENABLED =
      flag("emit.checkpoints.enabled", "true", "true", "Emit checkpoints.").live();

  public static final KeyDefinition<Duration> EMIT_CHECKPOINTS_INTERVAL =
      seconds("emit.checkpoints.interval.seconds", "5", "60", "Time between two checkpoints.")
          .live();

  public static final KeyDefinition<Boolean> SYNC_GROUP_OFFSETS_ENABLED =
      flag(
              "sync.group.offsets.enabled",
              "true",
              "false",
              "Commit translated offsets to the groups on the target.")
          .live();

  public static final KeyDefinition<Duration> SYNC_GROUP_OFFSETS_INTERVAL =
      seconds("sync.group.offsets.interval.seconds", "5", "60", "Time between two such commits.")
          .live();

  public static final KeyDefinition<Boolean> FAILBACK_ENABLED =
      flag(
              "sync.group.offsets.failback.enabled",
              "false",
              "",
              "Commit what groups have read of remote topics on the target to the groups on the source,"
                  + " where they have no members meanwhile, so that consumers that moved to the target"
                  + " find their place when they move back.")
          .live();

  public static final KeyDefinition<Integer> EMIT_CHECKPOINTS_GONE_MAX_PERCENT =
      ofFlow(
              "emit.checkpoints.gone.max.percent",
              KeyType.PERCENT,
              "10",
              "",
              "How much of a flow's groups may have lost all their offsets on the source within an hour"
                  + " for their checkpoints to be removed; three always may. `100` has the source"
                  + " believed in any case, even if it was set up anew.")
          .live();

  public static final KeyDefinition<Short> CHECKPOINTS_FACTOR =
      factor(
              "checkpoints.topic.replication.factor",
              "3",
              "Replication factor of checkpoints topics.")
          .live();

  private GroupKeys() {}
}
