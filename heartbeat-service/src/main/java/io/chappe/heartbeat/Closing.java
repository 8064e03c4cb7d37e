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
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      LOGGER.error("could not be closed properly", e);
    }
  }
}
