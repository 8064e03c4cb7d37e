package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.Reply;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of an exception, which is always a bug, the failure of the one request that it befell: so
 * somebody hears of it, and nobody else has to begin anew. Each is logged with its stack trace.
 */
public final class Guard {
  private static final Logger LOGGER = LoggerFactory.getLogger(Guard.class);

  private Guard() {}

  /** Runs {@code action}; if it throws, tells {@code onBug}. */
  public static void run(Runnable action, Consumer<Failure> onBug) {
    try {
      action.run();
    } catch (RuntimeException bug) {
      LOGGER.error("reason={}", Reason.UNEXPECTED, bug);
      Failure failure = new Failure.Retry(Reason.UNEXPECTED, "bug, see the log: " + bug);
      run(() -> onBug.accept(failure));
    }
  }

  /** Runs {@code action}, which has nobody to tell. */
  public static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException bug) {
      LOGGER.error("reason={}", Reason.UNEXPECTED, bug);
    }
  }

  /** What runs {@code action}; if it throws, {@code reply} fails. */
  public static Runnable of(Reply<?> reply, Runnable action) {
    return () -> run(action, reply::failed);
  }

  /** Tells {@code reply} the answer; if that throws, it fails. */
  public static <T> void done(Reply<T> reply, T value) {
    run(() -> reply.done(value), reply::failed);
  }
}
