package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.emission.Agreements;
import io.chappe.records.CheckpointKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Brings groups on the target to their checkpoints, as far as {@link SyncRules} allow. Where MM2
 * takes a failed read for an absent group and overwrites it, here such a group waits for the next
 * time. For one thread.
 */
public final class ForwardSync {
  private final Agreements agreements;

  /**
   * @param agreements is told where both sides agree
   */
  public ForwardSync(Agreements agreements) {
    this.agreements = agreements;
  }

  /**
   * Brings groups on, without members each.
   *
   * @param leads where each group may be led
   * @param there what the groups have committed on the target; those not in here are left alone
   * @return the offsets that were committed, and what failed, by group
   */
  public ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> sync(
      OffsetCommits target,
      Map<String, List<Lead>> leads,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there)
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted = new HashMap<>();
    there.forEach(
        (group, offsets) ->
            wanted.put(group, wanted(leads.getOrDefault(group, List.of()), offsets)));
    wanted.values().removeIf(Map::isEmpty);
    var committed = GroupCommits.commit(target, wanted);
    committed
        .values()
        .forEach(
            (group, offsets) ->
                offsets.forEach(
                    (copy, offset) ->
                        agreements.agree(new CheckpointKey(group, copy), offset.offset())));
    return committed;
  }

  /** Of the leads of a group, the offsets to commit. */
  Map<TopicPartition, OffsetAndMetadata> wanted(
      Collection<Lead> leads, Map<TopicPartition, OffsetAndMetadata> there) {
    Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
    for (Lead each : leads) {
      Checkpoint checkpoint = each.checkpoint();
      TopicPartition copy = checkpoint.topicPartition();
      OptionalLong current =
          there.containsKey(copy)
              ? OptionalLong.of(there.get(copy).offset())
              : OptionalLong.empty();
      long offset = checkpoint.downstreamOffset();
      if (SyncRules.leadsOn(offset, current, each.agreed(), each.logEnd())) {
        wanted.put(copy, new OffsetAndMetadata(offset, checkpoint.metadata()));
      }
    }
    return wanted;
  }
}
