package io.chappe.failure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Finds what an exception is really about. */
final class ThrownCause {
  private ThrownCause() {}

  /** The exception behind those that only passed it on. */
  static Throwable of(Throwable thrown) {
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
