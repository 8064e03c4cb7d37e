package io.chappe.replicator.wire.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Reason;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireErrorsTest {
  /** A service that asks through Kafka's clients hears exceptions, this one protocol errors. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      // The last two answer what Chappe doesn't ask, and Kafka makes them kinds of INVALID_CONFIG.
      names = {"NONE", "INVALID_REQUIRED_ACKS", "DELEGATION_TOKEN_AUTHORIZATION_FAILED"})
  void anErrorHasOneWordWhicheverClientHearsOfIt(Errors error) {
    assertThat(WireErrors.failure(error, "asked").reason()).isEqualTo(Reason.of(error.exception()));
  }
}
