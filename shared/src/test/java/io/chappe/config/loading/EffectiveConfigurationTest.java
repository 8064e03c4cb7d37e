package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.configOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EffectiveConfigurationTest {
  @Test
  void everyValueOfAFlowIsALine() {
    assertThat(
            EffectiveConfiguration.lines(
                configOf("topics=orders, pay.*", "us->eu.refresh.groups.enabled=false")))
        .contains(
            "clusters=us, eu",
            "home=us",
            "us.consumer.bootstrap.servers=us:9092",
            "us->eu.enabled=true",
            "us->eu.topics=orders, pay.*",
            "us->eu.topics.exclude=mm2.*\\.internal, .*\\.replica, __.*",
            "us->eu.refresh.topics.interval.seconds=3",
            "us->eu.refresh.groups.interval.seconds=off",
            "us->eu.replication.factor=-1",
            "us->eu.use.defaults.from=target");
  }

  @Test
  void clientsOfAFlowAreShownOnlyWhereTheyDifferFromTheClusters() {
    assertThat(EffectiveConfiguration.lines(configOf()))
        .noneMatch(line -> line.startsWith("us->eu.source.") || line.startsWith("us->eu.target."));
    assertThat(EffectiveConfiguration.lines(configOf("us->eu.source.consumer.max.poll.records=3")))
        .contains("us->eu.source.consumer.max.poll.records=3")
        .noneMatch(line -> line.startsWith("us->eu.target."));
  }

  @Test
  void aPasswordIsHidden() {
    assertThat(EffectiveConfiguration.lines(configOf("us.ssl.keystore.password=hunter2")))
        .contains("us.admin.ssl.keystore.password=(hidden)")
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void noSettingOfAFlowIsForgotten() {
    Set<KeyType<?>> shownAsTheyAre = Set.of(KeyType.PATTERNS, KeyType.SECONDS, KeyType.FACTOR);
    List<String> lines = EffectiveConfiguration.lines(configOf());

    assertThat(ChappeKeys.ALL)
        .filteredOn(key -> shownAsTheyAre.contains(key.type()))
        .filteredOn(key -> key.scope() != KeyDefinition.Scope.FILE)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            key -> assertThat(lines).contains("us->eu." + key.name() + "=" + key.defaultText()));
  }

  @Test
  void theNamingIsToldInWords() {
    assertThat(
            EffectiveConfiguration.lines(
                configOf(
                    "replication.policy.separator=_",
                    "replication.policy.internal.topic.separator.enabled=false")))
        .contains(
            "us->eu.replication.policy=DefaultReplicationPolicy with separator _, a dot in internal topics");
  }
}
