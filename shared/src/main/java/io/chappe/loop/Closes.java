package io.chappe.loop;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes several things one after the other, each whatever became of those before. A member of a
 * consumer group that isn't closed would keep its share of the work without doing it.
 */
public final class Closes {
  private static final Logger LOGGER = LoggerFactory.getLogger(Closes.class);

  private Closes() {}

  /**
   * Closes all of them, in this order. What they throw is logged. An interrupt doesn't reach them,
   * since clients that are interrupted don't take their leave; the thread has it again afterwards.
   *
   * @param owner whose they are, for the log
   */
  public static void inOrder(String owner, List<AutoCloseable> all) {
    boolean interrupted = false;
    for (AutoCloseable each : all) {
      interrupted |= Thread.interrupted();
      try {
        each.close();
      } catch (Throwable e) {
        LOGGER.error("could not be closed in order: owner={}", owner, e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
