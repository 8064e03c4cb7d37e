package io.chappe.records;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * What a checkpoint is about.
 *
 * @param group id of the consumer group
 * @param partition the remote partition, by its name on the target
 */
public record CheckpointKey(String group, TopicPartition partition) {

  /** The key of a checkpoint. */
  public static CheckpointKey of(Checkpoint checkpoint) {
    return new CheckpointKey(checkpoint.consumerGroupId(), checkpoint.topicPartition());
  }
}
