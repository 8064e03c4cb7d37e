package io.chappe.replicator.topics;

/**
 * A cluster as a whole does not answer, or refuses us. Passes by itself or by an operator's act.
 */
final class ClusterUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String alias;

  ClusterUnavailableException(String alias, Throwable cause) {
    super(ClusterCalls.reason(cause), cause);
    this.alias = alias;
  }

  /** Which cluster. */
  String alias() {
    return alias;
  }
}
