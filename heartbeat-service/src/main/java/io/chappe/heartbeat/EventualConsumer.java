package io.chappe.heartbeat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer for a loop that never waits: it is made in a virtual thread, since that may wait for a
 * name server, and does its network work a little at each poll. After a failure it is left alone
 * for some seconds. For one thread.
 */
final class EventualConsumer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventualConsumer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Callable<Consumer<byte[], byte[]>> maker;
  private final java.util.function.Consumer<Throwable> failures;
  private final LongSupplier nanoTime;
  private final ExecutorService executor;
  private Future<Consumer<byte[], byte[]>> consumer;
  private long pausedUntilNanos;

  /**
   * @param name of the thread that makes it
   * @param maker makes the consumer; may wait
   * @param failures is told of each failed attempt to make it or to poll it
   */
  EventualConsumer(
      String name,
      Callable<Consumer<byte[], byte[]>> maker,
      java.util.function.Consumer<Throwable> failures,
      LongSupplier nanoTime) {
    this.maker = maker;
    this.failures = failures;
    this.nanoTime = nanoTime;
    this.pausedUntilNanos = nanoTime.getAsLong();
    this.executor = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  /** What has arrived; nothing while there is no consumer yet or after a failure. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    Optional<Consumer<byte[], byte[]>> opened = opened();
    if (opened.isEmpty() || isPaused()) {
      return ConsumerRecords.empty();
    }
    try {
      return opened.get().poll(Duration.ZERO);
    } catch (RuntimeException | Error e) {
      // Kafka's own interrupt flag; nobody interrupts this loop for its end.
      Thread.interrupted();
      failed(e);
      return ConsumerRecords.empty();
    }
  }

  /** The consumer, once it is made. */
  Optional<Consumer<byte[], byte[]>> opened() {
    if (consumer == null) {
      if (isPaused()) {
        return Optional.empty();
      }
      consumer = executor.submit(maker);
    }
    return switch (consumer.state()) {
      case RUNNING -> Optional.empty();
      case SUCCESS -> Optional.of(consumer.resultNow());
      case FAILED -> {
        Throwable thrown = consumer.exceptionNow();
        consumer = null;
        failed(thrown);
        yield Optional.empty();
      }
      case CANCELLED -> {
        consumer = null;
        yield Optional.empty();
      }
    };
  }

  private boolean isPaused() {
    return nanoTime.getAsLong() - pausedUntilNanos < 0;
  }

  private void failed(Throwable thrown) {
    pausedUntilNanos = nanoTime.getAsLong() + PAUSE_NANOS;
    failures.accept(thrown);
  }

  /** Also closes one that is still being made, as soon as it is. */
  @Override
  public void close() {
    if (consumer != null) {
      executor.execute(this::closeMade);
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS)) {
        LOGGER.debug("a consumer is still being made, and closed then");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeMade() {
    if (consumer.state() == Future.State.SUCCESS) {
      consumer.resultNow().close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
