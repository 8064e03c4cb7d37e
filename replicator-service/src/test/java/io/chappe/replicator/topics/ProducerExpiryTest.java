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

    assertThat(ProducerExpiry.times(List.of(usual, hasty)))
        .isEqualTo(new ProducerExpiry.Times(15_000, 604_800_000));
    assertThat(ProducerExpiry.times(List.of(usual))).isEqualTo(ProducerExpiry.Times.BY_DEFAULT);
  }

  @Test
  void isKafkasDefaultWhereBrokersDoNotSay() {
    Config silent = config(new ConfigEntry("producer.id.expiration.ms", null));

    assertThat(ProducerExpiry.times(List.of(silent))).isEqualTo(ProducerExpiry.Times.BY_DEFAULT);
    assertThat(ProducerExpiry.times(List.of())).isEqualTo(ProducerExpiry.Times.BY_DEFAULT);
  }

  private static Config config(ConfigEntry... entries) {
    return new Config(Arrays.asList(entries));
  }
}
