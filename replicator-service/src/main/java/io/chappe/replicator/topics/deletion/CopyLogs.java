package io.chappe.replicator.topics.deletion;

import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * What has to be read of logs on the target to tell what they hold. For one thread, which waits.
 * Every call throws a {@link org.apache.kafka.common.KafkaException} if there is no answer.
 */
interface CopyLogs extends AutoCloseable {
  /** The number of a topic's partitions. */
  int partitionCount(String topic);

  /** Reads all records up to the log end as of now, markers left out. */
  void records(TopicPartition partition, BatchAppender.RecordReader reader);

  /** See {@link BatchAppender#tail}. */
  TargetTail tail(TopicPartition partition, Uuid topicId, long trusted, Set<Long> producerIds);

  /** The offset of the first record from {@code from} on and below {@code to}; markers are none. */
  Optional<Long> firstRecord(TopicPartition partition, long from, long to);

  /** The offset that the next record gets, by partition. */
  Map<TopicPartition, Long> logEnds(Collection<TopicPartition> partitions);

  @Override
  void close();
}
