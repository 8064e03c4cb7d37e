package io.chappe.checkpoint.cluster;

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

/** Where logs begin and end. */
public final class LogEnds {
  private LogEnds() {}

  /** The offsets of the first records that are there. */
  public static ClusterAnswers<TopicPartition, Long> starts(
      Admin cluster, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    return offsets(cluster, partitions, OffsetSpec.earliest());
  }

  /** The offsets after the last records that consumers can read. */
  public static ClusterAnswers<TopicPartition, Long> ends(
      Admin cluster, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    return offsets(cluster, partitions, OffsetSpec.latest());
  }

  private static ClusterAnswers<TopicPartition, Long> offsets(
      Admin cluster, Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return new ClusterAnswers<>(Map.of(), Map.of());
    }
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    partitions.forEach(partition -> specs.put(partition, spec));
    ListOffsetsResult result = cluster.listOffsets(specs);
    Map<TopicPartition, KafkaFuture<Long>> futures = new HashMap<>();
    partitions.forEach(
        partition ->
            futures.put(
                partition,
                result.partitionResult(partition).thenApply(ListOffsetsResultInfo::offset)));
    return ClusterAnswers.await(futures);
  }
}
