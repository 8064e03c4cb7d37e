package io.chappe.replicator.topics.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.ConfigPropertyFilter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.junit.jupiter.api.Test;

class TopicConfigRulesTest {
  private static final List<Pattern> EXCLUDE = List.of(Pattern.compile("min\\.insync\\..*"));
  private final TopicConfigRules targetDefaults = rules(false);
  private final TopicConfigRules sourceDefaults = rules(true);

  @Test
  void createsWithWhatIsSetOnTheTopicAndWithTheClustersDynamicDefaults() {
    Config source =
        config(
            entry("cleanup.policy", "compact", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("retention.ms", "5", ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG),
            entry("segment.bytes", "1000", ConfigSource.DEFAULT_CONFIG),
            entry("max.message.bytes", "7", ConfigSource.STATIC_BROKER_CONFIG),
            entry("min.insync.replicas", "2", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            hidden("secret"),
            readOnly("fixed"));

    assertThat(targetDefaults.forCreation(source))
        .containsOnlyKeys("cleanup.policy", "retention.ms")
        .containsEntry("cleanup.policy", "compact");
    assertThat(sourceDefaults.forCreation(source))
        .containsOnlyKeys("cleanup.policy", "retention.ms", "segment.bytes");
  }

  @Test
  void raisesLimitsToThoseInForceOnTheSource() {
    Config source =
        config(
            entry("max.message.bytes", "2000000", ConfigSource.STATIC_BROKER_CONFIG),
            entry("message.timestamp.after.max.ms", "9000000", ConfigSource.DEFAULT_CONFIG));
    Config remote =
        config(
            entry("max.message.bytes", "1048588", ConfigSource.DEFAULT_CONFIG),
            entry("message.timestamp.after.max.ms", "3600000", ConfigSource.DEFAULT_CONFIG));

    assertThat(targetDefaults.changes(source, remote))
        .containsExactly(
            set("max.message.bytes", "2000000"), set("message.timestamp.after.max.ms", "9000000"));
  }

  @Test
  void neverLowersLimits() {
    Config source =
        config(
            entry("max.message.bytes", "1000", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("message.timestamp.after.max.ms", "3600000", ConfigSource.DEFAULT_CONFIG),
            entry("message.timestamp.before.max.ms", "1000", ConfigSource.DYNAMIC_TOPIC_CONFIG));
    Config remote =
        config(
            entry("max.message.bytes", "2000", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("message.timestamp.after.max.ms", "9000000", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("message.timestamp.before.max.ms", "2000", ConfigSource.DEFAULT_CONFIG));

    assertThat(targetDefaults.changes(source, remote)).isEmpty();
    assertThat(targetDefaults.forCreation(source)).containsOnlyKeys("max.message.bytes");
  }

  @Test
  void changesNothingWhereBothAgree() {
    Config both =
        config(
            entry("cleanup.policy", "compact", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("segment.bytes", "1000", ConfigSource.DEFAULT_CONFIG));

    assertThat(targetDefaults.changes(both, both)).isEmpty();
  }

  @Test
  void setsWhatDiffersAndWhatIsOnlyADefaultOnTheTarget() {
    Config source =
        config(
            entry("retention.ms", "5", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("segment.bytes", "1000", ConfigSource.DYNAMIC_TOPIC_CONFIG));
    Config remote =
        config(
            entry("retention.ms", "6", ConfigSource.DYNAMIC_TOPIC_CONFIG),
            entry("segment.bytes", "1000", ConfigSource.DEFAULT_CONFIG));

    assertThat(targetDefaults.changes(source, remote))
        .containsExactlyInAnyOrder(set("retention.ms", "5"), set("segment.bytes", "1000"));
  }

  @Test
  void removesWhatIsSetOnTheTargetOnlyUnlessSourceDefaultsAreUsed() {
    Config source = config(entry("retention.ms", "5", ConfigSource.DEFAULT_CONFIG));
    Config remote = config(entry("retention.ms", "6", ConfigSource.DYNAMIC_TOPIC_CONFIG));

    assertThat(targetDefaults.changes(source, remote)).containsExactly(delete("retention.ms"));
    assertThat(sourceDefaults.changes(source, remote)).containsExactly(set("retention.ms", "5"));
  }

  @Test
  void leavesExcludedPropertiesOfTheTargetAlone() {
    Config source = config(entry("min.insync.replicas", "1", ConfigSource.DEFAULT_CONFIG));
    Config remote = config(entry("min.insync.replicas", "2", ConfigSource.DYNAMIC_TOPIC_CONFIG));

    assertThat(targetDefaults.changes(source, remote)).isEmpty();
  }

  private static TopicConfigRules rules(boolean useSourceDefaults) {
    return new TopicConfigRules(new ConfigPropertyFilter(EXCLUDE, useSourceDefaults));
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
  }

  private static AlterConfigOp delete(String name) {
    return new AlterConfigOp(new ConfigEntry(name, null), OpType.DELETE);
  }

  private static Config config(ConfigEntry... entries) {
    return new Config(Arrays.asList(entries));
  }

  private static ConfigEntry entry(String name, String value, ConfigSource source) {
    return entry(name, value, source, false, false);
  }

  private static ConfigEntry hidden(String name) {
    return entry(name, null, ConfigSource.DYNAMIC_TOPIC_CONFIG, true, false);
  }

  private static ConfigEntry readOnly(String name) {
    return entry(name, "x", ConfigSource.DYNAMIC_TOPIC_CONFIG, false, true);
  }

  private static ConfigEntry entry(
      String name, String value, ConfigSource source, boolean sensitive, boolean readOnly) {
    return new ConfigEntry(
        name, value, source, sensitive, readOnly, List.of(), ConfigEntry.ConfigType.STRING, "");
  }
}
