package io.chappe.replicator.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How much the source holds of what can't be copied, since there is nowhere to copy it to: as much
 * would be lost as of what is copied late. Used by one thread.
 */
final class UncopiedRecords {
  /** What fails is an exception: of more than so many partitions, the rest isn't asked for. */
  private static final int MOST_PARTITIONS = 1_000;

  private final ClusterCalls source;

  UncopiedRecords(ClusterCalls source) {
    this.source = source;
  }

  /**
   * Offsets between the beginning and the end of the partitions without a remote partition.
   *
   * @param troubled the topics to look at
   */
  Map<TopicPartition, Long> of(Catalog catalog, Set<String> troubled)
      throws ClusterUnavailableException, InterruptedException {
    List<TopicPartition> partitions =
        troubled.stream()
            .map(catalog.topics()::get)
            .filter(topic -> topic != null)
            .flatMap(
                topic ->
                    IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
            .filter(partition -> catalog.remoteFor(partition).isEmpty())
            .limit(MOST_PARTITIONS)
            .toList();
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> records = new HashMap<>();
    offsets(partitions, OffsetSpec.latest())
        .forEach(
            (partition, end) -> {
              if (begins.containsKey(partition)) {
                records.put(partition, Math.max(0, end - begins.get(partition)));
              }
            });
    return records;
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ClusterUnavailableException, InterruptedException {
    ListOffsetsResult result =
        source
            .admin()
            .listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> spec)));
    Map<TopicPartition, KafkaFuture<Long>> futures = new HashMap<>();
    partitions.forEach(
        partition ->
            futures.put(
                partition,
                result.partitionResult(partition).thenApply(ListOffsetsResultInfo::offset)));
    return source.await(futures).values();
  }
}
