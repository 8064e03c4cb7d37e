package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.naming.FlowId;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowStatus;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FlowHealthTest {
  private final FlowHealth health =
      new FlowHealth(new FlowId("us", "eu"), LoggerFactory.getLogger(FlowHealthTest.class));

  @Test
  void isStartingUntilSomethingIsKnown() {
    assertThat(health.status(Map.of()).state()).isEqualTo(FlowStatus.State.STARTING);
  }

  @Test
  void isDegradedAsLongAsOneSubjectFails() {
    health.succeeded("emit");
    health.failed("emit", new Failure.Retry(Reason.REQUEST_TIMED_OUT, "no answer"));
    health.failed("observe", new Failure.Retry(Reason.REQUEST_TIMED_OUT, "no answer either"));
    assertThat(health.status(Map.of()).lastError())
        .isEqualTo("emit: no answer; observe: no answer either");
    health.succeeded("emit");

    assertThat(health.status(Map.of()).state()).isEqualTo(FlowStatus.State.DEGRADED);

    health.succeeded("observe");

    assertThat(health.status(Map.of()))
        .isEqualTo(new FlowStatus(FlowStatus.State.RUNNING, "observe: no answer either", Map.of()));
  }

  @Test
  void tellsOfEachFailureInItsParts() {
    health.failed("emit", new TopicAuthorizationException("no"));

    assertThat(health.status(Map.of()).failures())
        .isEqualTo(
            Map.of(
                "emit",
                new FailureWords(
                    "topic_authorization_failed",
                    "no",
                    Reason.TOPIC_AUTHORIZATION_FAILED.remedy())));
  }

  @Test
  void namesAFailureAfterTheExceptionBehindTheWrappers() {
    assertThat(Failure.of(new ExecutionException(new TimeoutException("first\nsecond"))))
        .isEqualTo(new Failure.Retry(Reason.REQUEST_TIMED_OUT, "first"));
    assertThat(Failure.of(new KafkaException("no client", new ConfigException("no address"))))
        .isEqualTo(new Failure.Retry(Reason.INVALID_CLIENT_CONFIG, "no address"));
    assertThat(Failure.of(new TimeoutException("Call(callName=describe, deadlineMs=17)")).message())
        .isEqualTo("no answer to describe");
    assertThat(Failure.of(new TopicAuthorizationException("no")).reason().word())
        .isEqualTo("topic_authorization_failed");
    assertThat(Failure.of(new IllegalStateException()))
        .isEqualTo(new Failure.Retry(Reason.UNEXPECTED, "IllegalState"));
  }
}
