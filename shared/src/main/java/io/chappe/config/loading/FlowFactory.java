package io.chappe.config.loading;

import io.chappe.config.CheckpointSettings;
import io.chappe.config.CopySettings;
import io.chappe.config.DeadLetterSettings;
import io.chappe.config.DeletionSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.HeartbeatSettings;
import io.chappe.config.OffsetSyncSettings;
import io.chappe.config.RecordSettings;
import io.chappe.config.StartPosition;
import io.chappe.config.TopicSettings;
import io.chappe.config.keys.CopyKeys;
import io.chappe.config.keys.GroupKeys;
import io.chappe.config.keys.HeartbeatKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.PolicyKeys;
import io.chappe.config.keys.TopicKeys;
import io.chappe.naming.ConfigPropertyFilter;
import io.chappe.naming.FlowId;
import io.chappe.naming.NameFilter;
import io.chappe.naming.RenameRule;
import io.chappe.naming.Separators;
import io.chappe.naming.TopicNaming;
import io.chappe.naming.TopicRenames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;

/** Makes the flows out of the lines of the file. */
final class FlowFactory {
  private final Settings settings;
  private final List<String> aliases;
  private final ClientLayers clients;
  private final Set<String> hidden;
  private final Findings findings;

  /**
   * @param hidden gets the keys, as {@link EffectiveConfiguration} has them, of values that a
   *     config provider filled in
   */
  FlowFactory(
      Settings settings,
      List<String> aliases,
      ClientLayers clients,
      Set<String> hidden,
      Findings findings) {
    this.settings = settings;
    this.aliases = aliases;
    this.clients = clients;
    this.hidden = hidden;
    this.findings = findings;
  }

  /** The flows that are enabled, in the order of {@code clusters}. */
  List<FlowConfig> enabledFlows() {
    return enabledIds().map(this::flow).toList();
  }

  private Stream<FlowId> enabledIds() {
    return aliases.stream()
        .flatMap(source -> aliases.stream().map(target -> new FlowId(source, target)))
        .filter(flow -> !flow.source().equals(flow.target()))
        .filter(flow -> value(flow, TopicKeys.ENABLED));
  }

  private FlowConfig flow(FlowId flow) {
    return new FlowConfig(
        flow,
        true,
        new NameFilter(value(flow, TopicKeys.TOPICS), value(flow, TopicKeys.TOPICS_EXCLUDE)),
        new NameFilter(value(flow, GroupKeys.GROUPS), value(flow, GroupKeys.GROUPS_EXCLUDE)),
        new ConfigPropertyFilter(
            value(flow, TopicKeys.CONFIG_PROPERTIES_EXCLUDE),
            value(flow, TopicKeys.USE_DEFAULTS_FROM).equals("source")),
        naming(flow),
        topics(flow),
        copy(flow),
        records(flow),
        checkpoints(flow),
        offsetSyncs(flow),
        heartbeats(flow),
        clients.ofSource(flow),
        clients.ofTarget(flow));
  }

  private TopicNaming naming(FlowId flow) {
    Separators separators =
        new Separators(
            value(flow, PolicyKeys.SEPARATOR),
            value(flow, PolicyKeys.SEPARATOR_IN_INTERNAL_TOPICS));
    TopicNaming naming =
        value(flow, PolicyKeys.POLICY_CLASS).equals(PolicyKeys.IDENTITY_POLICY)
            ? TopicNaming.identity(flow, separators, Set.copyOf(aliases))
            : TopicNaming.prefixed(flow, separators);
    List<RenameRule> rules = value(flow, TopicKeys.TOPICS_RENAME);
    return rules.isEmpty()
        ? naming
        : naming.renaming(
            new TopicRenames(rules, separators.separator(), reachableFrom(flow.target())));
  }

  /** The clusters to which flows lead from {@code cluster}, itself among them if in a circle. */
  private Set<String> reachableFrom(String cluster) {
    Set<String> reached = new HashSet<>();
    Deque<String> toLeave = new ArrayDeque<>(List.of(cluster));
    while (!toLeave.isEmpty()) {
      String source = toLeave.remove();
      enabledIds()
          .filter(flow -> flow.source().equals(source) && reached.add(flow.target()))
          .forEach(flow -> toLeave.add(flow.target()));
    }
    return reached;
  }

  private TopicSettings topics(FlowId flow) {
    return new TopicSettings(
        interval(flow, TopicKeys.REFRESH_TOPICS_ENABLED, TopicKeys.REFRESH_TOPICS_INTERVAL),
        value(flow, TopicKeys.REPLICATION_FACTOR),
        interval(flow, TopicKeys.SYNC_TOPIC_CONFIGS_ENABLED, TopicKeys.SYNC_TOPIC_CONFIGS_INTERVAL),
        value(flow, CopyKeys.OFFSET_MAP_FACTOR),
        value(flow, HeartbeatKeys.HEARTBEATS_REPLICATION_ENABLED),
        interval(flow, TopicKeys.SYNC_TOPIC_ACLS_ENABLED, TopicKeys.SYNC_TOPIC_ACLS_INTERVAL),
        new DeletionSettings(
            value(flow, TopicKeys.SYNC_TOPIC_DELETIONS_ENABLED),
            value(flow, TopicKeys.SYNC_TOPIC_DELETIONS_MAX_PERCENT),
            value(flow, TopicKeys.SYNC_TOPIC_DELETIONS_CONFIRMED_UNTIL)));
  }

  private CopySettings copy(FlowId flow) {
    return new CopySettings(
        start(flow),
        new NameFilter(shared(flow), List.of()),
        value(flow, CopyKeys.BUFFER_BYTES),
        value(flow, CopyKeys.OFFSET_MAP_MAX_RUNS),
        value(flow, CopyKeys.TOPIC_SERIES),
        new CopySettings.Live(
            value(flow, CopyKeys.ON_SOURCE_DATA_LOSS),
            value(flow, CopyKeys.RATE_LIMIT),
            value(flow, CopyKeys.PAUSED)));
  }

  /** Where names are kept in a circle, every remote topic is written on its own cluster too. */
  private List<Pattern> shared(FlowId flow) {
    List<Pattern> named = value(flow, CopyKeys.SHARED_TOPICS);
    return named.isEmpty() && keepsNamesInACircle(flow) ? KeyType.PATTERNS.parse(".*") : named;
  }

  private boolean keepsNamesInACircle(FlowId flow) {
    return value(flow, PolicyKeys.POLICY_CLASS).equals(PolicyKeys.IDENTITY_POLICY)
        && reachableFrom(flow.target()).contains(flow.source());
  }

  /**
   * Not where names are kept in a circle: an offset committed on the target would be translated
   * back, past records of the source that the group hasn't read.
   */
  private boolean syncsGroupOffsets(FlowId flow, KeyDefinition<Boolean> definition) {
    if (!keepsNamesInACircle(flow)) {
      return value(flow, definition);
    }
    String key = definition.name();
    settings
        .get(flow + "." + key)
        .or(() -> settings.get(key))
        .filter(setting -> setting.value().trim().equals("true"))
        .ifPresent(
            setting ->
                findings.warning(
                    "%s has no effect for %s: where names are kept in a circle, offsets would come back too high"
                        .formatted(setting.key(), flow)));
    return false;
  }

  private RecordSettings records(FlowId flow) {
    return new RecordSettings(
        new RecordSettingsReader(settings, flow, hidden, findings).transforms(),
        value(flow, CopyKeys.ERRORS_TOLERANCE).equals("all"),
        value(flow, CopyKeys.PROVENANCE),
        deadLetters(flow));
  }

  private Optional<DeadLetterSettings> deadLetters(FlowId flow) {
    return Optional.of(value(flow, CopyKeys.DEAD_LETTER_TOPIC))
        .filter(topic -> !topic.isEmpty())
        .map(
            topic ->
                new DeadLetterSettings(
                    topic,
                    value(flow, CopyKeys.DEAD_LETTER_FACTOR),
                    value(flow, CopyKeys.DEAD_LETTER_HEADERS)));
  }

  private StartPosition start(FlowId flow) {
    String start = value(flow, CopyKeys.START_FROM);
    if (!start.equals(CopyKeys.START_FROM.defaultText())) {
      return StartPosition.parse(start);
    }
    String reset =
        clients
            .ofSource(flow)
            .consumer()
            .getOrDefault(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try {
      return StartPosition.parse(reset);
    } catch (IllegalArgumentException e) {
      // "none" has no meaning here, and what is no value at all was reported with the clients'
      // properties.
      return new StartPosition.Earliest();
    }
  }

  private CheckpointSettings checkpoints(FlowId flow) {
    return new CheckpointSettings(
        value(flow, GroupKeys.EMIT_CHECKPOINTS_ENABLED),
        value(flow, GroupKeys.EMIT_CHECKPOINTS_INTERVAL),
        interval(flow, GroupKeys.REFRESH_GROUPS_ENABLED, GroupKeys.REFRESH_GROUPS_INTERVAL),
        syncsGroupOffsets(flow, GroupKeys.SYNC_GROUP_OFFSETS_ENABLED),
        value(flow, GroupKeys.SYNC_GROUP_OFFSETS_INTERVAL),
        syncsGroupOffsets(flow, GroupKeys.FAILBACK_ENABLED),
        value(flow, GroupKeys.EMIT_CHECKPOINTS_GONE_MAX_PERCENT),
        value(flow, GroupKeys.CHECKPOINTS_FACTOR));
  }

  private OffsetSyncSettings offsetSyncs(FlowId flow) {
    return new OffsetSyncSettings(
        value(flow, GroupKeys.EMIT_OFFSET_SYNCS_ENABLED),
        value(flow, GroupKeys.OFFSET_SYNCS_LOCATION).equals("source"),
        value(flow, GroupKeys.OFFSET_LAG_MAX),
        value(flow, GroupKeys.OFFSET_SYNCS_FACTOR));
  }

  private HeartbeatSettings heartbeats(FlowId flow) {
    return new HeartbeatSettings(
        value(flow, HeartbeatKeys.EMIT_HEARTBEATS_ENABLED),
        value(flow, HeartbeatKeys.EMIT_HEARTBEATS_INTERVAL),
        value(flow, HeartbeatKeys.HEARTBEATS_FACTOR));
  }

  private static String shownAs(FlowId flow, KeyDefinition<?> key) {
    return flow
        + "."
        + (key.name().startsWith(EffectiveConfiguration.POLICY)
            ? EffectiveConfiguration.POLICY
            : key.name());
  }

  private Duration interval(
      FlowId flow, KeyDefinition<Boolean> enabled, KeyDefinition<Duration> interval) {
    return value(flow, enabled) ? value(flow, interval) : Duration.ZERO;
  }

  /**
   * The flow's value, else the one for all flows, else the default. A value that is none was
   * reported when the file was checked; here the default stands in, so that the rest can be
   * checked.
   */
  private <T> T value(FlowId flow, KeyDefinition<T> key) {
    Optional<Setting> ofFlow = settings.get(flow + "." + key.name());
    Optional<Setting> setting =
        key.scope() == KeyDefinition.Scope.FLOW
            ? ofFlow.or(() -> settings.get(key.name()))
            : ofFlow;
    setting.filter(Setting::isProvided).ifPresent(each -> hidden.add(shownAs(flow, key)));
    try {
      return setting.isPresent() ? key.type().parse(setting.get().value()) : key.defaultValue();
    } catch (ConfigException e) {
      return key.defaultValue();
    }
  }
}
