package io.chappe.replicator.wire.fetch;

import io.chappe.replicator.wire.cluster.ClusterClient;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.MetadataSnapshot;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * From which broker each partition is read: its leader, or the follower that the leader points to
 * (KIP-392). Confined to the fetch thread.
 */
final class SourceReplicas {
  private static final long LEADERS_ONLY_MS = 5_000;

  private final ClusterClient client;
  private final String clientRack;
  private final Function<TopicPartition, Metadata.LeaderAndEpoch> leaders;
  private long leadersOnlyUntilMs;

  SourceReplicas(ClusterClient client, String clientRack) {
    this.client = client;
    this.clientRack = clientRack;
    this.leaders = client::leaderAndEpoch;
  }

  /** The broker to ask; empty, and metadata is asked for, while there is none. */
  Optional<Node> nodeFor(FollowedPartition partition, MetadataSnapshot snapshot) {
    Optional<Integer> preferred = partition.preferredReplica(client.nowMs());
    Optional<Node> replica = preferred.flatMap(client::node);
    if (preferred.isPresent() && replica.isEmpty()) {
      // The leader sees a broker that we don't know yet.
      leave(partition);
    }
    Optional<Node> node = replica.isPresent() ? replica : leader(partition, snapshot).leader;
    if (node.isEmpty()) {
      client.metadata().requestUpdate(false);
    }
    return node;
  }

  Metadata.LeaderAndEpoch leader(FollowedPartition partition, MetadataSnapshot snapshot) {
    return partition.leader(snapshot, leaders);
  }

  /**
   * Reads from the leader for a while. The leader would point to its follower for as long as that
   * counts as in sync, so it isn't told our rack until then.
   */
  void leave(FollowedPartition partition) {
    long now = client.nowMs();
    if (partition.preferredReplica(now).isPresent()) {
      partition.forgetPreferredReplica();
      leadersOnlyUntilMs = now + LEADERS_ONLY_MS;
      client.metadata().requestUpdate(false);
    }
  }

  /** The rack to tell to leaders, by which they choose a follower; empty for none. */
  String rack() {
    return client.nowMs() < leadersOnlyUntilMs ? "" : clientRack;
  }
}
