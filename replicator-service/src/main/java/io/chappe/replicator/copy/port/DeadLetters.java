package io.chappe.replicator.copy.port;

import java.util.List;

/** Where records go that can't be copied. */
public interface DeadLetters extends AutoCloseable {
  /** Writes records; answers on the thread of the copy loop, once all are durable. */
  void write(List<DeadLetter> letters, Reply<Void> reply);

  @Override
  void close();
}
