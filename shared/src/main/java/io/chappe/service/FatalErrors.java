package io.chappe.service;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when an error ends one of its threads: a heap that is full, a class that can't
 * be loaded. A service that goes on without its copying thread looks alive and does nothing; one
 * that has ended is started again, and its partitions are taken over by others meanwhile.
 */
final class FatalErrors implements Thread.UncaughtExceptionHandler {
  /** What {@code -XX:+ExitOnOutOfMemoryError} ends with, too. */
  static final int EXIT_CODE = 3;

  private static final Logger LOGGER = LoggerFactory.getLogger(FatalErrors.class);

  private static final String OUR_THREADS = "chappe-";

  private final IntConsumer end;

  /**
   * @param end ends the process with an exit code, without running what else it would run at its
   *     end: that may need what is missing
   */
  FatalErrors(IntConsumer end) {
    this.end = end;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    // What a virtual thread does once, such as to close something, may fail.
    boolean ours = !thread.isVirtual() && thread.getName().startsWith(OUR_THREADS);
    boolean fatal = thrown instanceof Error || ours;
    try {
      LOGGER.error(
          "thread ended{}: thread={}",
          fatal ? ", and with it this process" : "",
          thread.getName(),
          thrown);
    } finally {
      if (fatal) {
        end.accept(EXIT_CODE);
      }
    }
  }
}
