package io.chappe.config.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownOverrideTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          us | {"sasl.jaas.config": "canary"}
          us | {"consumer.ssl.key.password": "canary"}
          us | {"sasl.pasword": "canary"}
          us | {"sasl.jass.confg": "canary"}
          us | {"consumer.interceptor.hidden": "canary"}
          us | {"sasl.oauthbearer.jwks.endpoint.url": "https://me:canary@host/"}
          us | {"sasl.jaas.config": {"password": "canary"}}
          us | {"sasl.jaas.config": ["canary"]}
          us->eu | {"producer.override.my.key": "canary"}
          us->eu | {"source.consumer.sasl.jaas.config": "canary"}
          * | {"us.ssl.keystore.key": "canary"}
          * | {"eu.west.ssl.truststore.password": "canary"}
          * | {"whatever": "canary"}
          us->asia | {"admin.sasl.jaas.config": "canary"}
          us | {"bootstrap.servers": "canary:9092"}
          us | {"consumer.client.id": "canary"}
          us->eu | {"target.consumer.bootstrap.servers": "canary:9092"}
          us->eu | {"transforms.t.config.providers": "canary"}
          * | {"clusters": "us, eu, canary"}
          * | {"us.sasl.oauthbearer.token.endpoint.url": "https://canary/"}
          * | {"api.hosts": "canary"}
          """)
  void aSecretIsNotShown(String key, String json) {
    assertThat(ShownOverride.of(key, json).orElseThrow().toString())
        .contains(ShownOverride.HIDDEN)
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          us->eu | {"topics":["orders.*","news"],"paused":true,"groups":null}
          us->eu | {"transforms":"t","transforms.t.type":"org.example.T"}
          us->eu | {"producer.override.linger.ms":5}
          us->eu | {"source.consumer.fetch.max.bytes":5000000,"admin.retries":5}
          us | {"consumer.client.rack":"a"}
          * | {"us->eu.topics":"a","eu.west.producer.linger.ms":5,"paused":true}
          """)
  void whatIsNoSecretIsShownAsItWasWritten(String key, String json) {
    assertThat(ShownOverride.of(key, json).orElseThrow()).hasToString(json);
  }

  @Test
  void whatIsNoObjectIsNotShown() {
    assertThat(ShownOverride.of("us", "{\"sasl.jaas.config\": \"canary\"")).isEmpty();
    assertThat(ShownOverride.of("us", "[\"canary\"]")).isEmpty();
  }
}
