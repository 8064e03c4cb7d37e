package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.lines;
import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ChappeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in the file is never shown, whatever is wrong with its line. */
class SecretsTest {
  private static final String CANARY = "hunter2canary";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us.sasl.jaas.config=x required password=\"hunter2canary\";",
        "sasl.jaas.config=hunter2canary",
        "us.sasl.jaas.config=x required password=\"a\"hunter2canary\";",
        "us.sasl.jaas.config=x hunter2canary password=\"a\";",
        "us.sasl.jaas.config=x required password=hunter2canary",
        "us.ssl.keystore.password=hunter2canary",
        "us.ssl.keystore.key=hunter2canary",
        "us.consumer.ssl.key.password=hunter2canary",
        "us.sasl.pasword=hunter2canary",
        "us.sasl.jass.confg=hunter2canary",
        "us->eu.sasl.jaas.config=hunter2canary",
        "us->eu.source.consumer.sasl.jaas.config=hunter2canary",
        "us->asia.sasl.jaas.config=hunter2canary",
        "us->eu.producer.override.my.key=hunter2canary",
        "us.consumer.interceptor.hidden=hunter2canary",
        "us.sasl.oauthbearer.client.credentials.client.secret=hunter2canary",
        "us.sasl.oauthbearer.jwks.endpoint.url=https://me:hunter2canary@host/",
        "schema.registry.basic=hunter2canary",
        "hunter2canaryMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ==",
        "hunter2canaryMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ=x",
        "home=${env:CANARY}",
        "topics=(${env:CANARY}",
        "us.security.protocol=${env:CANARY}",
        "us.bootstrap.servers=${env:CANARY}",
        "us.consumer.fetch.max.bytes=${env:CANARY}",
        "replication.policy.class=${env:CANARY}",
        "us.ssl.truststore.location=${env:CANARY}",
        "us.ssl.keystore.password=hunter2canary${env:MISSING}"
      })
  void noLineShowsItsSecret(String line) {
    Map<String, String> lines =
        lines(
            line,
            "config.providers=env",
            "config.providers.env.class="
                + "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
    Map<String, String> environment = Map.of("CANARY", CANARY);

    List<String> shown = new ArrayList<>(problemsOf(lines, environment, Set.of()));
    if (shown.isEmpty()) {
      ChappeConfig config = ConfigLoader.parse(lines, environment, Set.of());
      shown.addAll(config.warnings());
      shown.addAll(EffectiveConfiguration.lines(config));
      shown.add(config.toString());
    }

    assertThat(shown).isNotEmpty().noneMatch(text -> text.contains(CANARY));
  }

  @Test
  void anOrdinaryValueIsShownSoThatItCanBeFound() {
    assertThat(problemsOf("replication.factor=17x")).singleElement().asString().contains("17x");
  }

  @Test
  void aLongOrBrokenValueStaysOnOneShortLine() {
    assertThat(problemsOf("replication.factor=1\n2" + "3".repeat(1000)))
        .singleElement()
        .asString()
        .doesNotContain("\n")
        .hasSizeLessThan(400);
  }
}
