package io.chappe.replicator.topics.cluster;

/**
 * A cluster as a whole does not answer, or refuses us. Passes by itself or by an operator's act.
 */
public final class ClusterUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String alias;

  public ClusterUnavailableException(String alias, Throwable cause) {
    super(ClusterCalls.reason(cause), cause);
    this.alias = alias;
  }

  /** Which cluster. */
  public String alias() {
    return alias;
  }
}
