package io.chappe.replicator.topics.cluster;

import io.chappe.failure.Failure;

/**
 * A cluster as a whole does not answer, or refuses us. Passes by itself or by an operator's act.
 */
public final class ClusterUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String alias;
  private final transient Failure failure;

  public ClusterUnavailableException(String alias, Throwable cause) {
    super(ClusterCalls.failure(cause).message(), cause);
    this.alias = alias;
    this.failure = ClusterCalls.failure(cause);
  }

  /** What is wrong with it. */
  public Failure failure() {
    return failure;
  }

  /** Which cluster. */
  public String alias() {
    return alias;
  }
}
