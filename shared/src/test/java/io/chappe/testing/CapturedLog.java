package io.chappe.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.LogContext;

/** What loggers say from now on, until this is closed. */
public final class CapturedLog implements AutoCloseable {
  private final Queue<String> entries = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Taker();
  private final Logger logger;

  private CapturedLog(String name) {
    logger = LogContext.getLogContext().getLogger(name);
    logger.addHandler(handler);
  }

  /**
   * Begins to listen.
   *
   * @param name of the logger, which counts with those below it; empty for all
   */
  public static CapturedLog of(String name) {
    return new CapturedLog(name);
  }

  /** Each entry: the message, its parameters, and what was thrown if something was. */
  public List<String> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }

  private final class Taker extends Handler {
    @Override
    public void publish(LogRecord entry) {
      String text = entry.getMessage() + Arrays.toString(entry.getParameters());
      entries.add(entry.getThrown() == null ? text : text + entry.getThrown());
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }
}
