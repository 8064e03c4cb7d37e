package io.chappe.checkpoint.groups;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Offsets that groups have committed on a cluster. */
public final class GroupOffsets {
  private GroupOffsets() {}

  /**
   * All committed offsets of some groups, in one call. A group that isn't there has none: that is
   * what its coordinator answers, not what is missing in a list.
   */
  public static ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> of(
      Admin cluster, Collection<String> groups) throws ExecutionException, InterruptedException {
    if (groups.isEmpty()) {
      return new ClusterAnswers<>(Map.of(), Map.of());
    }
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult result = cluster.listConsumerGroupOffsets(specs);
    Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> futures = new HashMap<>();
    groups.forEach(group -> futures.put(group, result.partitionsToOffsetAndMetadata(group)));
    ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> answers =
        ClusterAnswers.await(futures);
    answers.errors().entrySet().stream()
        .filter(each -> each.getValue() instanceof GroupIdNotFoundException)
        .forEach(each -> answers.values().put(each.getKey(), Map.of()));
    // A partition that was asked for and has no offset is there with null.
    answers.values().replaceAll((group, offsets) -> present(offsets));
    return answers.ignoring(GroupIdNotFoundException.class::isInstance);
  }

  private static Map<TopicPartition, OffsetAndMetadata> present(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> present = new HashMap<>();
    offsets.forEach(
        (partition, committed) -> {
          if (committed != null && committed.offset() >= 0) {
            present.put(partition, committed);
          }
        });
    return present;
  }
}
