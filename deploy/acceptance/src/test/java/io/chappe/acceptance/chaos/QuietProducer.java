package io.chappe.acceptance.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes a burst, and then nothing for longer than the target's brokers remember a producer id that
 * doesn't write. Bursts after the first begin with a record that the target refuses.
 */
final class QuietProducer implements Callable<Void> {
  private static final int LONGEST_REFUSAL_MS = 8_000;
  private static final int LONGEST_EXTRA_SILENCE_MS = 4_000;
  private static final int LOOK_MS = 100;

  private final RefusedBursts bursts;
  private final List<TopicPartition> partitions;
  private final Duration remembered;
  private final BooleanSupplier mayStop;
  private final Random random;
  private final AtomicBoolean ended;
  private final EventLog events;

  /**
   * @param remembered how long brokers remember a producer id
   * @param mayStop whether there is time enough for a partition to stop and to go on
   * @param ended becomes true when enough is written
   */
  QuietProducer(
      RefusedBursts bursts,
      List<TopicPartition> partitions,
      Duration remembered,
      BooleanSupplier mayStop,
      long seed,
      AtomicBoolean ended,
      EventLog events) {
    this.bursts = bursts;
    this.partitions = partitions;
    this.remembered = remembered;
    this.mayStop = mayStop;
    this.random = new Random(seed);
    this.ended = ended;
    this.events = events;
  }

  @Override
  public Void call() throws InterruptedException {
    partitions.forEach(each -> bursts.send(each, Duration.ZERO, random));
    while (isQuiet()) {
      Duration refusedFor =
          mayStop.getAsBoolean()
              ? Duration.ofMillis(random.nextInt(500, LONGEST_REFUSAL_MS))
              : Duration.ZERO;
      events.fault(
          "silence beyond the memory of brokers",
          "now a burst, its first record refused for " + refusedFor.toMillis() + " ms");
      partitions.forEach(each -> bursts.send(each, refusedFor, random));
    }
    bursts.close();
    return null;
  }

  /** Lets the silence pass; false if the end came first. */
  private boolean isQuiet() throws InterruptedException {
    long until =
        System.nanoTime()
            + remembered.toNanos()
            + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000, LONGEST_EXTRA_SILENCE_MS));
    while (!ended.get() && System.nanoTime() - until < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return !ended.get();
  }
}
