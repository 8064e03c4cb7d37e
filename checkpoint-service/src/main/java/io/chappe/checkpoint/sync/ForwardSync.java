package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Brings groups on the target to their checkpoints, as far as {@link SyncRules} allow. Where MM2
 * takes a failed read for an absent group and overwrites it, here such a group waits for the next
 * time. For one thread.
 */
public final class ForwardSync {
  private final Map<String, Map<TopicPartition, Long>> agreed = new HashMap<>();

  /**
   * Brings groups on, without members each.
   *
   * @param checkpoints what stands for each group
   * @param there what the groups have committed on the target; those not in here are left alone
   * @return the offsets that were committed, and what failed, by group
   */
  public ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> sync(
      Admin target,
      Map<String, List<Checkpoint>> checkpoints,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there)
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted = new HashMap<>();
    there.forEach(
        (group, offsets) ->
            wanted.put(group, wanted(group, checkpoints.getOrDefault(group, List.of()), offsets)));
    wanted.values().removeIf(Map::isEmpty);
    var committed = GroupCommits.commit(target, wanted);
    committed
        .values()
        .forEach(
            (group, offsets) ->
                offsets.forEach((partition, offset) -> agree(group, partition, offset.offset())));
    return committed;
  }

  /** Of the checkpoints of a group, those to commit. */
  Map<TopicPartition, OffsetAndMetadata> wanted(
      String group,
      Collection<Checkpoint> checkpoints,
      Map<TopicPartition, OffsetAndMetadata> there) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    for (Checkpoint each : checkpoints) {
      TopicPartition partition = each.topicPartition();
      OptionalLong current =
          there.containsKey(partition)
              ? OptionalLong.of(there.get(partition).offset())
              : OptionalLong.empty();
      if (SyncRules.leadsOn(each.downstreamOffset(), current, agreed(group, partition))) {
        wanted.put(partition, new OffsetAndMetadata(each.downstreamOffset(), each.metadata()));
      } else if (current.getAsLong() == each.downstreamOffset()) {
        agree(group, partition, each.downstreamOffset());
      }
    }
    return wanted;
  }

  /** Forgets all groups but some. */
  public void keep(Predicate<String> groups) {
    agreed.keySet().removeIf(groups.negate());
  }

  private OptionalLong agreed(String group, TopicPartition partition) {
    Long offset = agreed.getOrDefault(group, Map.of()).get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  void agree(String group, TopicPartition partition, long offset) {
    agreed.computeIfAbsent(group, each -> new HashMap<>()).put(partition, offset);
  }
}
