package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusPublisherTest {
  @Test
  void publishesLessOftenWhatTakesLongToTell() {
    assertThat(StatusPublisher.intervalAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
    assertThat(StatusPublisher.intervalAfter(Duration.ofMillis(15)))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(StatusPublisher.intervalAfter(Duration.ofSeconds(1)))
        .isEqualTo(Duration.ofSeconds(5));
  }
}
