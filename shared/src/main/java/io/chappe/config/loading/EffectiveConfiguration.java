package io.chappe.config.loading;

import io.chappe.config.ChappeConfig;
import io.chappe.config.CheckpointSettings;
import io.chappe.config.ClientSettings;
import io.chappe.config.CopySettings;
import io.chappe.config.DeadLetterSettings;
import io.chappe.config.DeletionSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.OffsetSyncSettings;
import io.chappe.config.OneLine;
import io.chappe.config.RecordSettings;
import io.chappe.config.StartPosition;
import io.chappe.config.TopicSettings;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.CopyKeys;
import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.GroupKeys;
import io.chappe.config.keys.HeartbeatKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.Secrets;
import io.chappe.config.keys.TopicKeys;
import io.chappe.naming.NameFilter;
import io.chappe.naming.RenameRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The configuration as it works, in lines for the log at start: no secrets. */
public final class EffectiveConfiguration {
  /** The line for all that makes the names of remote topics. */
  static final String POLICY = "replication.policy";

  private static final DeadLetterSettings NO_DEAD_LETTERS =
      new DeadLetterSettings("", (short) -1, true);

  private EffectiveConfiguration() {}

  /** One line a value, in the form of the file, as if each had been set for its flow. */
  public static List<String> lines(ChappeConfig config) {
    List<String> lines = new ArrayList<>();
    lines.add("clusters=" + String.join(", ", config.clusters().keySet()));
    lines.add("home=" + config.home());
    config
        .homeWait()
        .ifPresent(wait -> lines.add(FileKeys.HOME_WAIT.name() + "=" + wait.toSeconds()));
    lines.add(FileKeys.API_ACCESS.name() + "=" + config.api().access());
    lines.add(FileKeys.API_REMOTE.name() + "=" + config.api().remote());
    config.clusters().forEach((alias, clients) -> addClients(lines, alias + ".", clients));
    config.flows().forEach(flow -> addFlow(lines, flow, config.clusters()));
    return lines.stream().map(line -> shown(line, config.hidden())).toList();
  }

  private static String shown(String line, Set<String> hidden) {
    String key = line.substring(0, line.indexOf('='));
    return OneLine.of(hidden.contains(key) ? key + "=" + Secrets.HIDDEN : line);
  }

  private static void addFlow(
      List<String> lines, FlowConfig flow, Map<String, ClientSettings> clusters) {
    String prefix = flow.id() + ".";
    flowValues(flow).forEach((key, value) -> lines.add(prefix + key + "=" + value));
    if (!flow.source().equals(clusters.get(flow.id().source()))) {
      addClients(lines, prefix + "source.", flow.source());
    }
    if (!flow.target().equals(clusters.get(flow.id().target()))) {
      addClients(lines, prefix + "target.", flow.target());
    }
  }

  private static Map<String, Object> flowValues(FlowConfig flow) {
    Map<String, Object> values = new TreeMap<>();
    values.put(TopicKeys.ENABLED.name(), flow.enabled());
    addFilter(values, TopicKeys.TOPICS.name(), flow.topicFilter());
    values.put(
        TopicKeys.TOPICS_RENAME.name(),
        String.join(
            "; ", flow.naming().renames().rules().stream().map(RenameRule::toString).toList()));
    addFilter(values, GroupKeys.GROUPS.name(), flow.groupFilter());
    values.put(TopicKeys.CONFIG_PROPERTIES_EXCLUDE.name(), joined(flow.configFilter().exclude()));
    values.put(
        TopicKeys.USE_DEFAULTS_FROM.name(),
        flow.configFilter().useSourceDefaults() ? "source" : "target");
    values.put(POLICY, flow.naming().policy());
    addTopics(values, flow.topics());
    addCopy(values, flow.copy());
    addRecords(values, flow.records());
    addCheckpoints(values, flow.checkpoints());
    addOffsetSyncs(values, flow.offsetSyncs());
    values.put(HeartbeatKeys.EMIT_HEARTBEATS_ENABLED.name(), flow.heartbeats().emit());
    addInterval(values, HeartbeatKeys.EMIT_HEARTBEATS_INTERVAL, flow.heartbeats().emitInterval());
    values.put(HeartbeatKeys.HEARTBEATS_FACTOR.name(), flow.heartbeats().replicationFactor());
    return values;
  }

  private static void addTopics(Map<String, Object> values, TopicSettings topics) {
    addInterval(values, TopicKeys.REFRESH_TOPICS_INTERVAL, topics.refreshInterval());
    values.put(TopicKeys.REPLICATION_FACTOR.name(), topics.replicationFactor());
    addInterval(values, TopicKeys.SYNC_TOPIC_CONFIGS_INTERVAL, topics.syncConfigsInterval());
    addInterval(values, TopicKeys.SYNC_TOPIC_ACLS_INTERVAL, topics.syncAclsInterval());
    DeletionSettings deletions = topics.deletions();
    values.put(TopicKeys.SYNC_TOPIC_DELETIONS_ENABLED.name(), deletions.enabled());
    values.put(TopicKeys.SYNC_TOPIC_DELETIONS_MAX_PERCENT.name(), deletions.maxPercent());
    values.put(
        TopicKeys.SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL.name(),
        deletions.confirmedUntil().map(Instant::toString).orElse(""));
    values.put(CopyKeys.OFFSET_MAP_FACTOR.name(), topics.offsetMapReplicationFactor());
    values.put(HeartbeatKeys.HEARTBEATS_REPLICATION_ENABLED.name(), topics.replicateHeartbeats());
  }

  private static void addCopy(Map<String, Object> values, CopySettings copy) {
    String start =
        switch (copy.start()) {
          case StartPosition.Earliest earliest -> "earliest";
          case StartPosition.Latest latest -> "latest";
          case StartPosition.At at -> at.time().toString();
          case StartPosition.Back back -> "by_duration:" + back.age();
        };
    values.put(CopyKeys.START_FROM.name(), start);
    values.put(CopyKeys.SHARED_TOPICS.name(), joined(copy.shared().include()));
    values.put(CopyKeys.PAUSED.name(), copy.paused());
    values.put(CopyKeys.RATE_LIMIT.name(), copy.rateLimit());
    values.put(CopyKeys.TOPIC_SERIES.name(), copy.topicSeries());
    values.put(CopyKeys.BUFFER_BYTES.name(), copy.bufferBytes());
    values.put(CopyKeys.OFFSET_MAP_MAX_RUNS.name(), copy.offsetMapMaxRuns());
  }

  private static void addRecords(Map<String, Object> values, RecordSettings records) {
    List<String> names = new ArrayList<>();
    for (RecordSettings.Transform each : records.transforms()) {
      String name = each.key().substring(each.key().lastIndexOf('.') + 1);
      names.add(name);
      values.put(RecordSettingsReader.TRANSFORMS + "." + name + ".type", each.type());
    }
    values.put(RecordSettingsReader.TRANSFORMS, String.join(", ", names));
    values.put(CopyKeys.ERRORS_TOLERANCE.name(), records.tolerateErrors() ? "all" : "none");
    values.put(CopyKeys.PROVENANCE.name(), records.provenance());
    DeadLetterSettings dead = records.deadLetters().orElse(NO_DEAD_LETTERS);
    values.put(CopyKeys.DEAD_LETTER_TOPIC.name(), dead.topic());
    values.put(CopyKeys.DEAD_LETTER_FACTOR.name(), dead.replicationFactor());
    values.put(CopyKeys.DEAD_LETTER_HEADERS.name(), dead.contextHeaders());
  }

  private static void addCheckpoints(Map<String, Object> values, CheckpointSettings checkpoints) {
    values.put(GroupKeys.EMIT_CHECKPOINTS_ENABLED.name(), checkpoints.emit());
    addInterval(values, GroupKeys.EMIT_CHECKPOINTS_INTERVAL, checkpoints.emitInterval());
    addInterval(values, GroupKeys.REFRESH_GROUPS_INTERVAL, checkpoints.refreshGroupsInterval());
    values.put(GroupKeys.SYNC_GROUP_OFFSETS_ENABLED.name(), checkpoints.syncGroupOffsets());
    addInterval(
        values, GroupKeys.SYNC_GROUP_OFFSETS_INTERVAL, checkpoints.syncGroupOffsetsInterval());
    values.put(GroupKeys.EMIT_CHECKPOINTS_GONE_MAX_PERCENT.name(), checkpoints.goneMaxPercent());
    values.put(GroupKeys.CHECKPOINTS_FACTOR.name(), checkpoints.replicationFactor());
  }

  private static void addOffsetSyncs(Map<String, Object> values, OffsetSyncSettings syncs) {
    values.put(GroupKeys.EMIT_OFFSET_SYNCS_ENABLED.name(), syncs.emit());
    values.put(GroupKeys.OFFSET_SYNCS_LOCATION.name(), syncs.onSource() ? "source" : "target");
    values.put(GroupKeys.OFFSET_LAG_MAX.name(), syncs.lagMax());
    values.put(GroupKeys.OFFSET_SYNCS_FACTOR.name(), syncs.replicationFactor());
  }

  private static void addFilter(Map<String, Object> values, String name, NameFilter filter) {
    values.put(name, joined(filter.include()));
    values.put(name + ".exclude", joined(filter.exclude()));
  }

  private static void addInterval(
      Map<String, Object> values, KeyDefinition<Duration> key, Duration interval) {
    values.put(key.name(), interval.isZero() ? "off" : interval.toSeconds());
  }

  private static String joined(List<Pattern> patterns) {
    return String.join(", ", patterns.stream().map(Pattern::toString).toList());
  }

  private static void addClients(List<String> lines, String prefix, ClientSettings clients) {
    addProperties(lines, prefix + "consumer.", "consumer", clients.consumer());
    addProperties(lines, prefix + "producer.", "producer", clients.producer());
    addProperties(lines, prefix + "admin.", "admin", clients.admin());
  }

  /** A key that Kafka doesn't know may be anything: its value is not shown. */
  private static void addProperties(
      List<String> lines, String prefix, String kind, Map<String, String> properties) {
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              boolean known = ClientKeys.of(kind).contains(key);
              lines.add(prefix + key + "=" + (known ? Secrets.shown(key, value) : Secrets.HIDDEN));
            });
  }
}
