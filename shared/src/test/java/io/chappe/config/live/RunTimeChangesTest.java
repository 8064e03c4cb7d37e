package io.chappe.config.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.RunTimeKeys;
import io.chappe.config.keys.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What whoever may write to {@code chappe.config.internal}, or has the API's token, can change, and
 * what only the file can.
 */
class RunTimeChangesTest {
  private static final String ENV = "org.apache.kafka.common.config.provider.EnvVarConfigProvider";
  private static final ConfigSources RUNNING =
      new ConfigSources(
          Map.of(
              "clusters", "us, eu",
              "us.bootstrap.servers", "us:9092",
              "eu.bootstrap.servers", "eu:9092",
              "us->eu.enabled", "true",
              "config.providers", "env",
              "config.providers.env.class", ENV),
          Map.of("CANARY", "canary"),
          Map.of(),
          Set.of());
  private static final ChappeConfig CONFIG = RUNNING.resolve();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          us | {"bootstrap.servers": "canary:9092"}
          us | {"bootstrap.servers": null}
          us | {"security.protocol": "SASL_PLAINTEXT"}
          us | {"sasl.mechanism": "PLAIN"}
          us | {"sasl.jaas.config": "canary"}
          us | {"sasl.oauthbearer.token.endpoint.url": "https://canary/"}
          us | {"sasl.oauthbearer.jwks.endpoint.url": "https://canary/"}
          us | {"sasl.login.callback.handler.class": "canary"}
          us | {"ssl.truststore.location": "/canary"}
          us | {"ssl.keystore.password": "canary"}
          us | {"ssl.key.password": "canary"}
          us | {"ssl.engine.factory.class": "canary"}
          us | {"ssl.endpoint.identification.algorithm": ""}
          us | {"consumer.bootstrap.servers": "canary:9092"}
          us | {"consumer.interceptor.classes": "canary"}
          us | {"producer.interceptor.classes": "canary"}
          us | {"admin.metric.reporters": "canary"}
          us | {"consumer.config.providers": "canary"}
          us | {"admin.bootstrap.controllers": "canary:9092"}
          us | {"consumer.security.providers": "canary"}
          us | {"producer.partitioner.class": "canary"}
          us | {"consumer.partition.assignment.strategy": "canary"}
          us | {"consumer.isolation.level": "read_uncommitted"}
          us->eu | {"source.consumer.bootstrap.servers": "canary:9092"}
          us->eu | {"consumer.bootstrap.servers": "canary:9092"}
          us->eu | {"source.cluster.bootstrap.servers": "canary:9092"}
          us->eu | {"target.cluster.sasl.jaas.config": "canary"}
          us->eu | {"target.admin.sasl.jaas.config": "canary"}
          us->eu | {"producer.override.bootstrap.servers": "canary:9092"}
          us->eu | {"producer.override.interceptor.classes": "canary"}
          us->eu | {"producer.override.ssl.keystore.key": "canary"}
          us->eu | {"producer.bootstrap.servers": "canary:9092"}
          us->eu | {"replication.policy.class": "canary"}
          us->eu | {"topic.filter.class": "canary"}
          us->eu | {"forwarding.admin.class": "canary"}
          * | {"bootstrap.servers": "canary:9092"}
          * | {"sasl.jaas.config": "canary"}
          * | {"us.bootstrap.servers": "canary:9092"}
          * | {"us.consumer.interceptor.classes": "canary"}
          * | {"us->eu.source.consumer.bootstrap.servers": "canary:9092"}
          * | {"clusters": "us, eu, canary"}
          * | {"clusters": null}
          * | {"home": "eu"}
          us->eu | {"transforms.a.config.providers": "canary"}
          us->eu | {"predicates.a.config.providers.f.class": "canary"}
          * | {"config.providers": "canary"}
          * | {"config.providers.env.class": "canary"}
          * | {"config.providers.env.param.allowlist.pattern": "canary"}
          * | {"api.access": "read-write"}
          * | {"api.token.file": "/canary"}
          * | {"api.remote.enabled": true}
          """)
  void howClustersAreReachedAndWhatIsLoadedComesFromTheFileAlone(String key, String json) {
    ConfigMerge.Outcome outcome = merge(RUNNING.withOverride(key, json));

    String line = (key.equals("*") ? "" : key + ".") + json.replaceFirst("\\{\"([^\"]*)\".*", "$1");
    assertThat(outcome.sources()).isEqualTo(RUNNING);
    assertThat(outcome.config()).isEqualTo(CONFIG);
    assertThat(outcome.refused().get(key))
        .singleElement()
        .asString()
        .startsWith(
            "override " + key + ": " + line + " can't be changed here: change it in the file")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          canary | {"bootstrap.servers": "canary:9092"}
          us->canary | {"enabled": true}
          canary->us | {"enabled": true}
          us->us | {"enabled": true}
          * | {"canary.bootstrap.servers": "canary:9092"}
          * | {"us->canary.enabled": true}
          us.consumer | {"interceptor.classes": "canary"}
          us->eu.source.consumer | {"bootstrap.servers": "canary:9092"}
          clusters | {"": "canary"}
          us | {"": "canary"}
          us->eu | {"whatever.it.is": "canary"}
          us->eu | {"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQcanary==": "x"}
          us | {"consumer.interceptor.hidden": "canary"}
          * | {"consumer.client.rack": "a"}
          """)
  void whatTheFileDoesNotKnowIsRefused(String key, String json) {
    ConfigMerge.Outcome outcome = merge(RUNNING.withOverride(key, json));

    assertThat(outcome.sources()).isEqualTo(RUNNING);
    assertThat(outcome.config()).isEqualTo(CONFIG);
    assertThat(outcome.refused()).containsOnlyKeys(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          us->eu | {"topics": ["a", "b.*"], "topics.rename": "a -> b", "paused": true}
          eu->us | {"enabled": true, "topics": "x"}
          * | {"us->eu.enabled": false, "emit.heartbeats.interval.seconds": 5}
          us | {"consumer.client.rack": "a", "consumer.fetch.max.bytes": 5000000}
          us->eu | {"producer.override.linger.ms": 5, "source.consumer.max.poll.records": 10}
          us->eu | {"replication.factor": 3, "start.from": "latest"}
          """)
  void whatFlowsDoIsChangedWhileTheyRun(String key, String json) {
    assertThat(merge(RUNNING.withOverride(key, json)).refused()).isEmpty();
  }

  @Test
  void noListedClientKeyNamesAClassAPathOrAnAddressOrHoldsAPassword() {
    assertThat(RunTimeKeys.OF_CLIENTS)
        .allSatisfy(key -> assertThat(ClientKeys.kindsWith(key)).isNotEmpty())
        .noneMatch(ClientKeys.OF_CLUSTER::contains)
        .noneMatch(ClientKeys.OWNED::contains)
        .noneMatch(Secrets::isSecret)
        .noneMatch(
            key ->
                Stream.of("class", "interceptor", "reporter", "provider", "location", "file")
                    .anyMatch(key::contains))
        .noneMatch(key -> Stream.of("url", "bootstrap.", "assignor").anyMatch(key::contains));
  }

  static Stream<String> everyOtherClientKey() {
    return ClientKeys.KINDS.stream()
        .flatMap(kind -> ClientKeys.of(kind).stream().map(key -> kind + "." + key))
        .filter(key -> !RunTimeKeys.OF_CLIENTS.contains(key.substring(key.indexOf('.') + 1)));
  }

  @ParameterizedTest
  @MethodSource("everyOtherClientKey")
  void anyOtherClientKeyIsRefused(String key) {
    for (String whose : List.of("us", "us->eu", "*")) {
      String name = whose.equals("*") ? "us." + key : key;
      ConfigSources wanted = RUNNING.withOverride(whose, "{\"" + name + "\": \"1\"}");
      assertThat(merge(wanted).refused()).as(whose).containsOnlyKeys(whose);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"topics\": \"${env:CANARY}\"}",
        "{\"topics\": [\"${env:CANARY}\"]}",
        "{\"topics.rename\": \"orders -> ${env:CANARY}\"}",
        "{\"errors.deadletterqueue.topic.name\": \"${env:CANARY}\"}",
        "{\"replication.policy.separator\": \"${env:CANARY}\"}"
      })
  void aVariableIsTextThatMakesNoSenseThere(String json) {
    ConfigMerge.Outcome outcome = merge(RUNNING.withOverride("us->eu", json));

    assertThat(outcome.refused().get("us->eu").toString())
        .contains("${env:CANARY}")
        .doesNotContain("canary");
  }

  @Test
  void aVariableInATransformStaysTheTextItIs() {
    ConfigMerge.Outcome outcome =
        merge(
            RUNNING.withOverride(
                "us->eu",
                """
                {"transforms": "t", "transforms.t.header": "h",
                 "transforms.t.type": "org.apache.kafka.connect.transforms.InsertHeader",
                 "transforms.t.value.literal": "${env:CANARY}"}
                """));

    assertThat(outcome.refused()).isEmpty();
    assertThat(outcome.config().flows().getFirst().records().transforms().getFirst().properties())
        .containsEntry("value.literal", "${env:CANARY}");
  }

  @Test
  void aVariableOfTheFileIsStillFilledInBesideAnOverride() {
    ConfigSources running =
        RUNNING.withFile(with(RUNNING.file(), "us->eu.topics", "${env:CANARY}"));
    ChappeConfig config = running.withOverride("us->eu", "{\"paused\": true}").resolve();

    assertThat(config.flows().getFirst().replicates("canary")).isTrue();
    assertThat(config.flows().getFirst().copy().paused()).isTrue();
  }

  private static Map<String, String> with(Map<String, String> lines, String key, String value) {
    Map<String, String> all = new HashMap<>(lines);
    all.put(key, value);
    return all;
  }

  private static ConfigMerge.Outcome merge(ConfigSources wanted) {
    return ConfigMerge.merge(RUNNING, CONFIG, wanted, UnaryOperator.identity());
  }
}
