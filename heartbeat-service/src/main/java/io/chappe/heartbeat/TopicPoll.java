package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Looks now and then which topics a cluster has, in a virtual thread, for a loop that never waits.
 */
final class TopicPoll implements AutoCloseable {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final LongSupplier nanoTime;
  private final ExecutorService executor;
  private Admin admin;
  private Future<Set<String>> look;
  private long dueNanos;

  TopicPoll(KafkaClients clients, LongSupplier nanoTime) {
    this.clients = clients;
    this.nanoTime = nanoTime;
    this.dueNanos = nanoTime.getAsLong();
    this.executor =
        Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("heartbeats-topics-" + clients.alias()).factory());
  }

  /** Begins a look when one is due, and hands over what the last one has found. */
  void poll(Consumer<Set<String>> found, Consumer<Throwable> failed) {
    if (look == null && nanoTime.getAsLong() - dueNanos >= 0) {
      look = executor.submit(this::list);
    }
    if (look == null || !look.isDone()) {
      return;
    }
    Future<Set<String>> done = look;
    look = null;
    dueNanos = nanoTime.getAsLong() + INTERVAL_NANOS;
    switch (done.state()) {
      case SUCCESS -> found.accept(done.resultNow());
      case FAILED -> failed.accept(done.exceptionNow());
      case RUNNING, CANCELLED -> {}
    }
  }

  private Set<String> list() throws ExecutionException, InterruptedException {
    return open().listTopics().names().get();
  }

  private synchronized Admin open() {
    if (admin == null) {
      admin = clients.admin();
    }
    return admin;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    synchronized (this) {
      if (admin != null) {
        admin.close(CLOSE_LIMIT);
      }
    }
  }
}
