package io.chappe.failure;

import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Says in a sentence why a cluster and its client don't come together, and which settings to look
 * at, where Kafka and the JDK give an exception's name or a handshake that failed.
 */
public final class LoginRefusal {
  private LoginRefusal() {}

  /** The sentence; empty if the failure is another. */
  public static Optional<String> of(Throwable failure) {
    return switch (failure) {
      case SslAuthenticationException tls -> Optional.of(certificate(innermost(tls)));
      case SaslAuthenticationException login ->
          Optional.of("it refuses the login of sasl.jaas.config: " + login.getMessage());
      case UnsupportedSaslMechanismException mechanism ->
          Optional.of("it doesn't offer the sasl.mechanism: " + mechanism.getMessage());
      case IllegalSaslStateException state ->
          Optional.of(
              "it doesn't speak SASL on that port, or expects it: see security.protocol: "
                  + state.getMessage());
      default -> Optional.empty();
    };
  }

  /** By the words of the JDK, which has no types for them. */
  private static String certificate(String said) {
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("received fatal alert")) {
      return "it doesn't accept the client's certificate, or wants one (ssl.keystore.*): " + said;
    }
    if (words.contains("certification path") || words.contains("path building")) {
      return "its certificate is signed by nobody whom the client trusts (ssl.truststore.*): "
          + said;
    }
    if (words.contains("no name matching") || words.contains("subject alternative")) {
      return "its certificate is for another name than the one it is reached by: " + said;
    }
    if (words.contains("timestamp check") || words.contains("notafter")) {
      return "its certificate isn't valid now: " + said;
    }
    return "no TLS connection comes about: " + said;
  }

  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
