package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void looksThroughWhoeverOnlyPassedItOn() {
    Throwable refused = new TopicAuthorizationException("Not authorized: [orders]");

    Failure failure = Failure.of(new ExecutionException(new KafkaException("no client", refused)));

    assertThat(failure).isEqualTo(new Failure("topic_authorization", "Not authorized: [orders]"));
  }

  @Test
  void saysWhatKafkaCouldNotDoAndWhy() {
    KafkaException unreadable =
        new KafkaException("can't load key store x", new IOException("wrong password"));
    KafkaException thrown = new KafkaException("no client", unreadable);

    assertThat(Failure.of(thrown).reason()).isEqualTo("can't load key store x: wrong password");
    assertThat(Failure.isBug(thrown)).isFalse();
  }

  @Test
  void takesForABugWhatKafkaHasNoPartIn() {
    assertThat(Failure.isBug(new ExecutionException(new IllegalStateException()))).isTrue();
  }
}
