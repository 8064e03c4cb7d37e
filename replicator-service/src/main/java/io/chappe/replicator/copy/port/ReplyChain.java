package io.chappe.replicator.copy.port;

import io.chappe.failure.Failure;
import java.util.function.Consumer;

/**
 * Steps that follow each other, each begun by the answer to the one before. The first failure ends
 * the chain and is told once; after that, or when it is cut, answers that still come are passed
 * over.
 */
public final class ReplyChain {
  private final Consumer<Failure> onFailure;
  private boolean ended;

  /**
   * @param onFailure hears of the failure that ends the chain
   */
  public ReplyChain(Consumer<Failure> onFailure) {
    this.onFailure = onFailure;
  }

  /** The reply that goes on with {@code next}. */
  public <T> Reply<T> then(Consumer<T> next) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        if (!ended) {
          next.accept(value);
        }
      }

      @Override
      public void failed(Failure failure) {
        fail(failure);
      }
    };
  }

  /** Ends the chain with a failure of its own. */
  public void fail(Failure failure) {
    if (!ended) {
      ended = true;
      onFailure.accept(failure);
    }
  }

  /** Ends the chain without a word. */
  public void cut() {
    ended = true;
  }
}
