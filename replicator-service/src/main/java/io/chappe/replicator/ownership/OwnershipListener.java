package io.chappe.replicator.ownership;

import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/**
 * Is told which partitions come and go. All calls are made on the flow's owner thread, one at a
 * time; a partition is assigned before it is revoked or lost, and never twice in a row.
 */
public interface OwnershipListener {
  /** These are ours from now on. Should return soon: taking them over is done elsewhere. */
  void assigned(Collection<TopicPartition> partitions);

  /**
   * These go to another member, or to nobody, as soon as this returns, so within a few seconds.
   * When the instance is being closed, the thread is interrupted after {@link
   * PartitionOwnership#DRAIN_LIMIT}. What is not drained by then is left to the fencing of the next
   * owner.
   */
  void revoked(Collection<TopicPartition> partitions);

  /** These may have another owner already: returns without waiting. */
  void lost(Collection<TopicPartition> partitions);
}
