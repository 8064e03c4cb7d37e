package io.chappe.heartbeat;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes several things side by side: each may have to wait for a cluster that is away. */
final class Closing {
  private static final Logger LOGGER = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void all(List<? extends AutoCloseable> open) {
    List<Thread> closing =
        open.stream().map(each -> Thread.ofVirtual().start(() -> close(each))).toList();
    boolean interrupted = false;
    for (Thread each : closing) {
      interrupted |= join(each);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean join(Thread each) {
    boolean interrupted = false;
    while (each.isAlive()) {
      try {
        each.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Throwable e) {
      LOGGER.error("could not be closed properly", e);
    }
  }
}
