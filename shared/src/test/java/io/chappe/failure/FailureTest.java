package io.chappe.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
  @Test
  void looksThroughWhoeverOnlyPassedItOn() {
    Throwable refused = new TopicAuthorizationException("Not authorized: [orders]");

    Failure failure = Failure.of(new ExecutionException(new KafkaException("no client", refused)));

    assertThat(failure)
        .isEqualTo(
            new Failure.Retry(Reason.TOPIC_AUTHORIZATION_FAILED, "Not authorized: [orders]"));
  }

  @Test
  void saysWhatKafkaCouldNotDoAndWhy() {
    KafkaException unreadable =
        new KafkaException("can't load key store x", new IOException("wrong password"));
    KafkaException thrown = new KafkaException("no client", unreadable);

    assertThat(Failure.of(thrown).message()).isEqualTo("can't load key store x: wrong password");
    assertThat(Reason.of(thrown)).isEqualTo(Reason.KAFKA_ERROR);
  }

  /** As the JDK and brokers of 4.2 say it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PKIX path building failed: unable to find valid certification path to requested target"
            + " | its certificate is signed by nobody whom the client trusts (ssl.truststore.*): ",
        "No name matching kafka-1 found | its certificate is for another name",
        "No subject alternative names matching IP address 10.0.0.1 found"
            + " | its certificate is for another name",
        "timestamp check failed | its certificate isn't valid now: ",
        "Received fatal alert: certificate_required"
            + " | it doesn't accept the client's certificate, or wants one (ssl.keystore.*): ",
        "Unsupported or unrecognized SSL message | no TLS connection comes about: "
      })
  void saysOfAHandshakeWhatToLookAt(String said, String sentence) {
    SSLHandshakeException handshake = new SSLHandshakeException("(certificate_unknown)");
    handshake.initCause(new IOException(said));
    SslAuthenticationException thrown =
        new SslAuthenticationException("SSL handshake failed", handshake);

    assertThat(Failure.of(new ExecutionException(thrown)).message())
        .startsWith(sentence)
        .endsWith(said);
  }

  @Test
  void saysOfALoginWhatToLookAt() {
    assertThat(
            Failure.of(
                    new SaslAuthenticationException(
                        "Authentication failed: Invalid username or password"))
                .message())
        .isEqualTo(
            "it refuses the login of sasl.jaas.config: Authentication failed: Invalid username or password");
  }

  @Test
  void saysItsOwnRemedyOnlyBehindTheMessage() {
    Failure own = new Failure.StopPartition(Reason.MESSAGE_TOO_LARGE, "too large", "set it to 9");
    Failure other = new Failure.StopPartition(Reason.MESSAGE_TOO_LARGE, "too large");

    assertThat(own.text()).isEqualTo("too large; set it to 9");
    assertThat(other.text()).isEqualTo("too large");
    assertThat(other.remedy()).isEqualTo(Reason.MESSAGE_TOO_LARGE.remedy());
  }

  @Test
  void takesAnErrorByItsNearestTypeThatHasAWord() {
    assertThat(Reason.of(new BufferExhaustedException("full"))).isEqualTo(Reason.REQUEST_TIMED_OUT);
    assertThat(Reason.of(new GroupMaxSizeReachedException("full"))).isEqualTo(Reason.KAFKA_ERROR);
  }

  @Test
  void callsAReasonByItsWord() {
    assertThat(Reason.values())
        .allSatisfy(each -> assertThat(each.word()).matches("[a-z]+(_[a-z]+)*"));
    assertThat("reason=" + Reason.NO_DATA).isEqualTo("reason=no_data");
  }

  @Test
  void takesForABugWhatKafkaHasNoPartIn() {
    assertThat(Reason.of(new ExecutionException(new IllegalStateException())))
        .isEqualTo(Reason.UNEXPECTED);
  }

  @Test
  void whatHasAWordIsOfOneSortHoweverItIsTold() {
    Throwable late = new java.util.concurrent.ExecutionException(new TimeoutException("late"));

    assertThat(Failure.sortOf(late)).isEqualTo(Reason.REQUEST_TIMED_OUT.word());
    assertThat(Failure.sortOf(new IllegalStateException("a bug")))
        .isEqualTo("IllegalStateException");
  }
}
