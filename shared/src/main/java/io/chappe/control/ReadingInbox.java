package io.chappe.control;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was read of the topic and not yet looked at. Anybody may add; one thread takes. */
final class ReadingInbox {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReadingInbox.class);

  private final BlockingQueue<TopicReading> readings = new LinkedBlockingQueue<>();
  private final Duration pause;
  private final Duration longest;

  /**
   * @param pause within which what follows belongs together
   * @param longest how long to wait for more in all
   */
  ReadingInbox(Duration pause, Duration longest) {
    this.pause = pause;
    this.longest = longest;
  }

  void add(TopicReading reading) {
    readings.add(reading);
  }

  /** Gives what is there, without waiting. */
  void takePresent(Consumer<TopicReading> taker) {
    for (TopicReading next = readings.poll(); next != null; next = readings.poll()) {
      taker.accept(next);
    }
  }

  /** Waits for something, and gives it with what comes right after it. */
  void takeSoon(Consumer<TopicReading> taker) throws InterruptedException {
    TopicReading next = readings.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
    long deadline = System.nanoTime() + longest.toNanos();
    while (next != null) {
      taker.accept(next);
      next = readings.poll();
      if (next == null && System.nanoTime() < deadline) {
        next = pollSoon();
      }
    }
  }

  /** An interrupt ends the waiting, not what has been taken in. */
  private TopicReading pollSoon() {
    try {
      return readings.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.debug("not waiting for more changes");
      return null;
    }
  }
}
