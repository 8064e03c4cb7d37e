package io.chappe.checkpoint.groups;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.SourcePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumer groups on the source, of the classic and of the new protocol, and what they have
 * committed. Share groups and Streams groups have no such offsets and are passed over.
 */
public final class SourceGroups {
  private static final int GROUPS_A_CALL = 500;

  /** The replicators' own groups: they mirror positions of copying, nobody moves them over. */
  private static final Pattern REPLICATORS = Pattern.compile("chappe\\..+->.+");

  private final FlowConfig flow;
  private final Runnable tick;
  private List<String> groups = List.of();

  public SourceGroups(FlowConfig flow, Runnable tick) {
    this.flow = flow;
    this.tick = tick;
  }

  /** The number of groups that are looked at. */
  public int size() {
    return groups.size();
  }

  /** Looks which groups there are now. */
  public void refresh(Admin source) throws ExecutionException, InterruptedException {
    groups =
        source.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
            .map(GroupListing::groupId)
            .filter(group -> !REPLICATORS.matcher(group).matches())
            .filter(flow.groupFilter()::accepts)
            .sorted()
            .toList();
    tick.run();
  }

  /**
   * What the groups have committed for topics that this flow replicates, by group.
   *
   * @return errors too, by group: a group that is deleted meanwhile, or must not be read
   */
  public ClusterAnswers<String, List<CommittedOffset>> committed(Admin source)
      throws ExecutionException, InterruptedException {
    ClusterAnswers<String, List<CommittedOffset>> all =
        new ClusterAnswers<>(new HashMap<>(), new HashMap<>());
    for (int from = 0; from < groups.size(); from += GROUPS_A_CALL) {
      List<String> some = groups.subList(from, Math.min(groups.size(), from + GROUPS_A_CALL));
      ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> answers =
          offsets(source, some);
      answers.values().forEach((group, offsets) -> all.values().put(group, wanted(group, offsets)));
      all.errors().putAll(answers.errors());
      tick.run();
    }
    return all;
  }

  /** All committed offsets of some groups, in one call. */
  public static ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> offsets(
      Admin cluster, List<String> groups) throws ExecutionException, InterruptedException {
    if (groups.isEmpty()) {
      return new ClusterAnswers<>(Map.of(), Map.of());
    }
    Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
    groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
    ListConsumerGroupOffsetsResult result = cluster.listConsumerGroupOffsets(specs);
    Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> futures = new HashMap<>();
    groups.forEach(group -> futures.put(group, result.partitionsToOffsetAndMetadata(group)));
    return ClusterAnswers.await(futures);
  }

  private List<CommittedOffset> wanted(
      String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    List<CommittedOffset> wanted = new ArrayList<>();
    offsets.forEach(
        (partition, committed) -> {
          // A partition that was asked for and has no offset is there with null.
          if (committed != null && committed.offset() >= 0 && isReplicated(partition.topic())) {
            SourcePartition source = new SourcePartition(partition.topic(), partition.partition());
            wanted.add(
                new CommittedOffset(group, source, committed.offset(), committed.metadata()));
          }
        });
    return wanted;
  }

  private boolean isReplicated(String topic) {
    return flow.topicFilter().accepts(topic) && flow.naming().mayBeReplicated(topic);
  }
}
