package io.chappe.failure;

import io.chappe.config.OneLine;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** What an exception says, in one line for people. */
final class ThrownText {
  private ThrownText() {}

  /**
   * The line.
   *
   * @param cause what is behind the wrappers
   */
  static String of(Throwable cause) {
    String name = cause.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    return OneLine.of(text(cause, name), OneLine.OF_MESSAGE);
  }

  private static String text(Throwable cause, String name) {
    Optional<String> refusal = LoginRefusal.of(cause);
    if (refusal.isPresent()) {
      return firstLine(refusal.get());
    }
    String message = cause.getMessage();
    String text = firstLine(message == null || message.isBlank() ? name : message);
    // Kafka says what it could not do, such as reading a key store, and Java says why.
    return cause.getClass().equals(KafkaException.class) && cause.getCause() != null
        ? text + ": " + text(cause.getCause(), cause.getCause().getClass().getSimpleName())
        : text;
  }

  /** An admin client's time-out is full of numbers of its own: only what was called matters. */
  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse(message);
    return line.replaceFirst("^Call\\(callName=(\\w+),.*", "no answer to $1");
  }
}
