package io.chappe.records;

import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * A pair of offsets of the same record on source and target, as in MM2's offset-syncs topic.
 *
 * @param topicPartition partition on the source
 * @param upstreamOffset offset on the source
 * @param downstreamOffset offset of the copy on the target
 */
public record OffsetSync(
    TopicPartition topicPartition, long upstreamOffset, long downstreamOffset) {
  public OffsetSync {
    Objects.requireNonNull(topicPartition, "topicPartition");
  }
}
