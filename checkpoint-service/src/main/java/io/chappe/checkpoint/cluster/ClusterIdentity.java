package io.chappe.checkpoint.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * By what a cluster can be told from one that was set up anew at its address.
 *
 * @param clusterId its id, which whoever sets it up anew may give it again
 * @param groupsTopic id of the topic that holds its groups' offsets; empty if there is none, or if
 *     it may not be seen
 */
public record ClusterIdentity(String clusterId, Optional<Uuid> groupsTopic) {
  private static final String GROUPS = "__consumer_offsets";

  /** Asks a cluster who it is. */
  public static ClusterIdentity of(Admin cluster) throws ExecutionException, InterruptedException {
    return new ClusterIdentity(
        cluster.describeCluster().clusterId().get(),
        Optional.ofNullable(TopicIds.of(cluster, List.of(GROUPS)).values().get(GROUPS)));
  }

  /**
   * Whether a later answer is the same cluster's. One that has no such topic any more, or may not
   * show it any more, isn't known to be.
   */
  public boolean isStill(ClusterIdentity now) {
    return clusterId.equals(now.clusterId)
        && (groupsTopic.isEmpty() || groupsTopic.equals(now.groupsTopic));
  }

  /** This, with what only a later answer tells. */
  public ClusterIdentity completedBy(ClusterIdentity now) {
    return groupsTopic.isPresent() ? this : new ClusterIdentity(clusterId, now.groupsTopic);
  }
}
