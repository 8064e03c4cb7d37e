package io.chappe.replicator.copy.port;

import io.chappe.failure.Failure;

/**
 * Takes the one answer to an asynchronous call, on the thread of the copy loop.
 *
 * @param <T> what a success brings
 */
public interface Reply<T> {
  /** The call succeeded. */
  void done(T value);

  /** The call failed; whether it had an effect may be unknown. */
  void failed(Failure failure);
}
