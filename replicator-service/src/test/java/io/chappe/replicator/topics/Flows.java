package io.chappe.replicator.topics;

import io.chappe.config.CheckpointSettings;
import io.chappe.config.ClientSettings;
import io.chappe.config.CopySettings;
import io.chappe.config.DeletionSettings;
import io.chappe.config.FlowConfig;
import io.chappe.config.HeartbeatSettings;
import io.chappe.config.OffsetSyncSettings;
import io.chappe.config.RecordSettings;
import io.chappe.config.SourceLoss;
import io.chappe.config.StartPosition;
import io.chappe.config.TopicSettings;
import io.chappe.naming.ConfigPropertyFilter;
import io.chappe.naming.FlowId;
import io.chappe.naming.NameFilter;
import io.chappe.naming.RenameRule;
import io.chappe.naming.Separators;
import io.chappe.naming.TopicNaming;
import io.chappe.naming.TopicRenames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes flow configurations for tests: everything as by default, but for what is said. */
public final class Flows {
  private final FlowId id;
  private final Map<String, String> sourceConsumer = new HashMap<>();
  private final Map<String, String> admin = new HashMap<>();
  private String sourceServers = "localhost:1";
  private String targetServers = "localhost:1";
  private String topics = ".*";
  private boolean replicateHeartbeats = true;
  private boolean useSourceDefaults;
  private Duration refresh = Duration.ofSeconds(5);
  private Duration syncConfigs = Duration.ofSeconds(5);
  private boolean identityNames;
  private short offsetMapReplicas = 1;
  private Duration syncAcls = Duration.ZERO;
  private boolean syncDeletions;
  private Optional<Instant> deletionsConfirmed = Optional.empty();
  private List<RenameRule> renames = List.of();

  private Flows(FlowId id) {
    this.id = id;
  }

  public static Flows flow(String source, String target) {
    return new Flows(new FlowId(source, target));
  }

  public Flows between(String source, String target) {
    sourceServers = source;
    targetServers = target;
    return this;
  }

  public Flows topics(String pattern) {
    topics = pattern;
    return this;
  }

  public Flows replicateHeartbeats(boolean whether) {
    replicateHeartbeats = whether;
    return this;
  }

  public Flows useSourceDefaults() {
    useSourceDefaults = true;
    return this;
  }

  public Flows every(Duration interval) {
    refresh = interval;
    syncConfigs = interval;
    return this;
  }

  public Flows syncAcls(Duration interval) {
    syncAcls = interval;
    return this;
  }

  public Flows syncDeletions() {
    syncDeletions = true;
    return this;
  }

  /** Deletions wait for nothing. */
  public Flows deletionsConfirmed() {
    deletionsConfirmed = Optional.of(Instant.now().plus(Duration.ofHours(1)));
    return this;
  }

  /** The offset map gets as many replicas as brokers give a topic. */
  public Flows defaultReplicas() {
    offsetMapReplicas = -1;
    return this;
  }

  public Flows identityNames() {
    identityNames = true;
    return this;
  }

  /** Each {@code pattern -> replacement}. */
  public Flows rename(String... rules) {
    renames =
        Stream.of(rules)
            .map(rule -> rule.split(" -> "))
            .map(parts -> new RenameRule(Pattern.compile(parts[0]), parts[1]))
            .toList();
    return this;
  }

  public Flows consumer(String key, String value) {
    sourceConsumer.put(key, value);
    return this;
  }

  public Flows admin(String key, String value) {
    admin.put(key, value);
    return this;
  }

  public FlowConfig build() {
    NameFilter topicFilter =
        new NameFilter(
            List.of(Pattern.compile(topics)),
            List.of(
                Pattern.compile("mm2.*\\.internal"),
                Pattern.compile(".*\\.replica"),
                Pattern.compile("__.*")));
    return new FlowConfig(
        id,
        true,
        topicFilter,
        new NameFilter(List.of(Pattern.compile(".*")), List.of()),
        new ConfigPropertyFilter(
            List.of(Pattern.compile("min\\.insync\\.replicas")), useSourceDefaults),
        naming(),
        new TopicSettings(
            refresh,
            (short) 1,
            syncConfigs,
            offsetMapReplicas,
            replicateHeartbeats,
            syncAcls,
            new DeletionSettings(syncDeletions, 10, deletionsConfirmed)),
        new CopySettings(
            new StartPosition.Earliest(),
            new NameFilter(List.of(), List.of()),
            1 << 25,
            1_000,
            1_000,
            new CopySettings.Live(SourceLoss.CONTINUE, 0, false)),
        RecordSettings.NONE,
        new CheckpointSettings(
            true, Duration.ofSeconds(1), Duration.ZERO, false, Duration.ZERO, false, 10, (short) 1),
        new OffsetSyncSettings(false, true, 100, (short) 1),
        new HeartbeatSettings(true, Duration.ofSeconds(1), (short) 1),
        client(id.source(), sourceServers, sourceConsumer),
        client(id.target(), targetServers, Map.of()));
  }

  private TopicNaming naming() {
    Separators separators = new Separators(".", true);
    Set<String> aliases = Set.of(id.source(), id.target());
    TopicNaming naming =
        identityNames
            ? TopicNaming.identity(id, separators, aliases)
            : TopicNaming.prefixed(id, separators);
    return naming.renaming(new TopicRenames(renames, ".", aliases));
  }

  private ClientSettings client(
      String alias, String servers, Map<String, String> moreForConsumers) {
    Map<String, String> base = Map.of("bootstrap.servers", servers);
    Map<String, String> consumer = new HashMap<>(base);
    consumer.putAll(moreForConsumers);
    Map<String, String> forAdmin = new HashMap<>(base);
    forAdmin.putAll(admin);
    return new ClientSettings(alias, consumer, base, forAdmin);
  }
}
