package io.chappe.checkpoint.sync;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Where offsets of groups without members are committed: a cluster. */
@FunctionalInterface
public interface OffsetCommits {

  /** Commits offsets of one group; the coordinator refuses if it has members. */
  KafkaFuture<Void> commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets);

  /** Those of a cluster. */
  static OffsetCommits of(Admin cluster) {
    return (group, offsets) -> cluster.alterConsumerGroupOffsets(group, offsets).all();
  }
}
