package io.chappe.service;

import static io.chappe.config.loading.ConfigFixture.flowOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.keys.ChappeKeys;
import io.chappe.config.keys.KeyDefinition;
import io.chappe.config.keys.KeyDefinition.Effect;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.PolicyKeys;
import io.chappe.config.keys.TopicKeys;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a key's definition says of a change is what the change does. */
class KeyEffectsTest {
  private static final String[] BASE = {
    "errors.deadletterqueue.topic.name=dead", "replication.policy.separator=_"
  };

  private static final Map<KeyType<?>, String> OTHERS =
      Map.ofEntries(
          Map.entry(KeyType.SECONDS, "77"),
          Map.entry(KeyType.FACTOR, "2"),
          Map.entry(KeyType.PATTERNS, "other.*"),
          Map.entry(KeyType.RENAMES, "a -> b"),
          Map.entry(KeyType.START, "latest"),
          Map.entry(KeyType.BUFFER, "67108864"),
          Map.entry(KeyType.SOURCE_LOSS, "halt"),
          Map.entry(KeyType.RATE, "1000000"),
          Map.entry(KeyType.RUNS, "100"),
          Map.entry(KeyType.PERCENT, "50"),
          Map.entry(KeyType.TIME_OR_NONE, "2030-01-01T00:00:00Z"),
          Map.entry(KeyType.COUNT, "7"),
          Map.entry(KeyType.TOPIC_OR_NONE, "other"),
          Map.entry(KeyType.NAME, "-"));

  private static final Map<String, String> OTHER_CHOICES =
      Map.of(
          "use.defaults.from", "source",
          "offset-syncs.topic.location", "target",
          "errors.tolerance", "all",
          "replication.policy.class", PolicyKeys.IDENTITY_POLICY);

  /** One has no flow left to compare, the others have one value only. */
  private static final Set<KeyDefinition<?>> WITHOUT_ANOTHER =
      Set.of(
          TopicKeys.ENABLED,
          PolicyKeys.TOPIC_FILTER_CLASS,
          PolicyKeys.GROUP_FILTER_CLASS,
          PolicyKeys.CONFIG_PROPERTY_FILTER_CLASS,
          PolicyKeys.FORWARDING_ADMIN_CLASS);

  @ParameterizedTest
  @MethodSource("keysOfFlows")
  void aChangeDoesWhatTheDefinitionSays(KeyDefinition<?> key) {
    FlowConfig before = flowOf(BASE);

    FlowConfig after =
        flowOf(
            Stream.concat(Stream.of(BASE), Stream.of("us->eu." + key.name() + "=" + other(key)))
                .toArray(String[]::new));

    assertThat(after).isNotEqualTo(before);
    assertThat(FlowChange.between(before, after) == FlowChange.RESTART)
        .isEqualTo(key.effect() == Effect.RESTART);
  }

  static Stream<KeyDefinition<?>> keysOfFlows() {
    return ChappeKeys.ALL.stream()
        .filter(key -> key.scope() != KeyDefinition.Scope.FILE)
        .filter(key -> !WITHOUT_ANOTHER.contains(key));
  }

  private static String other(KeyDefinition<?> key) {
    if (key.type() == KeyType.FLAG) {
      return key.defaultText().equals("true") ? "false" : "true";
    }
    String other = OTHER_CHOICES.getOrDefault(key.name(), OTHERS.get(key.type()));
    assertThat(other).as("another value for " + key.name()).isNotNull();
    return other;
  }
}
