package io.chappe.replicator.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class ProducerExpiryTest {
  @Test
  void isTheShortestTimeOfAnyBroker() {
    Config usual =
        config(
            new ConfigEntry("producer.id.expiration.ms", "86400000"),
            new ConfigEntry("transactional.id.expiration.ms", "604800000"),
            new ConfigEntry("log.retention.ms", "1"));
    Config hasty = config(new ConfigEntry("producer.id.expiration.ms", "15000"));

    assertThat(ProducerExpiry.shortest(List.of(usual, hasty))).hasValue(15_000);
    assertThat(ProducerExpiry.shortest(List.of(usual))).hasValue(86_400_000);
  }

  @Test
  void isNotKnownWhereBrokersDoNotSay() {
    Config silent = config(new ConfigEntry("producer.id.expiration.ms", null));

    assertThat(ProducerExpiry.shortest(List.of(silent))).isEmpty();
    assertThat(ProducerExpiry.shortest(List.of())).isEmpty();
  }

  private static Config config(ConfigEntry... entries) {
    return new Config(Arrays.asList(entries));
  }
}
