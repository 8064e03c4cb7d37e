package io.chappe.replicator.copy.port;

/**
 * A connection to the target cluster: to its logs and to its transactions.
 *
 * <p>Confined to the thread of the copy loop, but for {@link #wakeup()}. All calls return at once;
 * replies come while {@link #poll} runs.
 */
public interface BatchAppender extends PartitionLogs, ProducerFence, AutoCloseable {
  /** Sends, waits up to {@code maxWaitMs} for something to happen, and calls replies. */
  void poll(long maxWaitMs);

  /** Ends a running or the next {@link #poll} at once. From any thread. */
  void wakeup();

  @Override
  void close();
}
