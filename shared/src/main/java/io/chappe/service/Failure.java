package io.chappe.service;

import io.chappe.config.OneLine;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * A failed attempt, as metrics and people want to see it.
 *
 * @param kind what sort of failure, in a few fixed words such as {@code topic_authorization}: a
 *     metric label and a log key
 * @param reason one line for people
 */
public record Failure(String kind, String reason) {

  /** Reads a failure off an exception; wrappers of other threads' exceptions are looked through. */
  public static Failure of(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    String name = cause.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    String kind = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    String reason = OneLine.of(reason(cause, name), OneLine.OF_MESSAGE);
    return new Failure(kind.isEmpty() ? "unknown" : kind, reason);
  }

  private static String reason(Throwable cause, String name) {
    Optional<String> refusal = LoginRefusal.of(cause);
    if (refusal.isPresent()) {
      return firstLine(refusal.get());
    }
    String message = cause.getMessage();
    String reason = firstLine(message == null || message.isBlank() ? name : message);
    // Kafka says what it could not do, such as reading a key store, and Java says why.
    return cause.getClass().equals(KafkaException.class) && cause.getCause() != null
        ? reason + ": " + reason(cause.getCause(), cause.getCause().getClass().getSimpleName())
        : reason;
  }

  /** An admin client's time-out is full of numbers of its own: only what was called matters. */
  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse(message);
    return line.replaceFirst("^Call\\(callName=(\\w+),.*", "no answer to $1");
  }

  /** Whether an exception tells of a bug of ours: it is neither Kafka's nor an expired wait. */
  static boolean isBug(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    return !(cause instanceof KafkaException || cause instanceof TimeoutException);
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && isWrapper(cause)) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** A plain KafkaException around another only says which client could not be made. */
  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof ExecutionException
        || thrown instanceof CompletionException
        || (thrown.getClass().equals(KafkaException.class)
            && thrown.getCause() instanceof KafkaException);
  }
}
