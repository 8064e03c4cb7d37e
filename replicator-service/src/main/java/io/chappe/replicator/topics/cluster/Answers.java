package io.chappe.replicator.topics.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * The answers to a request about many things: each has a value or an error, never both.
 *
 * @param values what worked
 * @param errors what did not, and why
 */
public record Answers<K, V>(Map<K, V> values, Map<K, Exception> errors) {

  /**
   * The cluster-wide reason for the failure if nothing at all worked and at least one failure is of
   * the kind that has nothing to do with a single topic.
   */
  Optional<Exception> clusterFailure() {
    return values.isEmpty()
        ? errors.values().stream().filter(ClusterCalls::concernsTheCluster).findFirst()
        : Optional.empty();
  }
}
