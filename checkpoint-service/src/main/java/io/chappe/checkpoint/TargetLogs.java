package io.chappe.checkpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The ends of the copies. */
final class TargetLogs {
  private TargetLogs() {}

  /** The offsets after the last records that consumers can read. */
  static ClusterAnswers<TopicPartition, Long> ends(
      Admin target, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return new ClusterAnswers<>(Map.of(), Map.of());
    }
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    ListOffsetsResult result = target.listOffsets(latest);
    Map<TopicPartition, KafkaFuture<Long>> futures = new HashMap<>();
    partitions.forEach(
        partition ->
            futures.put(
                partition,
                result.partitionResult(partition).thenApply(ListOffsetsResultInfo::offset)));
    return ClusterAnswers.await(futures);
  }
}
