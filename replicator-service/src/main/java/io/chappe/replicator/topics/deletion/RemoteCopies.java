package io.chappe.replicator.topics.deletion;

import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Optional;

/** The remote topics of the target, seen as what may have to be deleted. For one thread. */
interface RemoteCopies {
  /**
   * A remote topic as it is now, with the partitions that it has now; empty if there is none with
   * its id any more.
   *
   * @throws ClusterUnavailableException if the target can't be asked
   * @throws org.apache.kafka.common.KafkaException if it doesn't tell
   */
  Optional<RemoteTopic> find(RemoteTopic topic)
      throws ClusterUnavailableException, InterruptedException;

  /**
   * Opens what its log is read with.
   *
   * @throws org.apache.kafka.common.KafkaException if the target can't be reached
   */
  CopyLogs logs();

  /**
   * Deletes a topic by its id; one that is gone is as good as deleted.
   *
   * @return why it couldn't be deleted
   * @throws ClusterUnavailableException if the target doesn't answer
   */
  Optional<Exception> delete(RemoteTopic topic)
      throws ClusterUnavailableException, InterruptedException;
}
