package io.chappe.replicator.topics.deletion;

import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.Set;

/** What the source says about topics that are gone. For one thread. */
interface Witnesses {
  /**
   * Whether the source is the cluster that it was at the last call. One that was set up anew,
   * perhaps with the same cluster id, has lost its topics, not deleted them.
   *
   * @throws ClusterUnavailableException if it can't be asked
   */
  boolean isSameSource() throws ClusterUnavailableException, InterruptedException;

  /**
   * The topics that no broker knows.
   *
   * @throws ClusterUnavailableException if a broker that is to be asked doesn't answer
   */
  Set<String> unknownToAll(Collection<String> topics)
      throws ClusterUnavailableException, InterruptedException;
}
