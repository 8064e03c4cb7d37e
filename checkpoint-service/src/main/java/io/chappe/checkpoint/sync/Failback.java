package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Standing;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.util.ArrayList;
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
 * Brings groups on the source to what they have read on the target. For one thread.
 *
 * <p>Which target offsets the source has reached already is kept in a topic, in the form of
 * checkpoints. Without that memory a group that somebody resets on the source would be led forward
 * again, to where it had been on the target.
 */
public final class Failback {
  private final EmittedCheckpoints settled;

  /**
   * @param settled follows the topic of this memory
   */
  public Failback(EmittedCheckpoints settled) {
    this.settled = settled;
  }

  /** The topic in which is kept what the source has reached, on the target. */
  public static String topic(String source) {
    return "chappe.failbacks." + source + ".internal";
  }

  /**
   * An offset that a group has committed on the target, and that the source may not know of yet.
   *
   * @param group the group
   * @param source the source partition
   * @param copy the remote partition
   * @param offset what is committed for the remote partition
   */
  public record Progress(
      String group, SourcePartition source, TopicPartition copy, OffsetAndMetadata offset) {}

  /**
   * Such an offset, translated.
   *
   * @param progress what the group has read on the target
   * @param upstream how far that leads on the source
   */
  public record Found(Progress progress, long upstream) {}

  /** Whether an offset on the target is news to the source. */
  public boolean isProgress(
      String group, TopicPartition copy, long there, Map<TopicPartition, Standing> checkpoints) {
    return SyncRules.isProgress(
        there, downstream(checkpoints.get(copy)), downstream(settled.of(group).get(copy)));
  }

  private static OptionalLong downstream(Standing standing) {
    return standing == null
        ? OptionalLong.empty()
        : OptionalLong.of(standing.checkpoint().downstreamOffset());
  }

  /**
   * Brings groups on.
   *
   * @param source the source
   * @param found what groups have read on the target, translated
   * @param committed what those groups have committed on the source
   * @param isIdle whether a group has no members on the source
   * @param memory where to write what is settled thereby; not awaited
   * @return the offsets that were committed, and what failed, by group
   */
  public ClusterAnswers<String, Map<TopicPartition, OffsetAndMetadata>> sync(
      Admin source,
      List<Found> found,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Predicate<String> isIdle,
      CheckpointWriter memory)
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> wanted = new HashMap<>();
    List<Found> leading = new ArrayList<>();
    for (Found each : found) {
      Progress progress = each.progress();
      TopicPartition partition = original(progress);
      OffsetAndMetadata here = committed.get(progress.group()).get(partition);
      OptionalLong current = here == null ? OptionalLong.empty() : OptionalLong.of(here.offset());
      if (!SyncRules.leadsBack(each.upstream(), current)) {
        settle(each, memory);
      } else if (isIdle.test(progress.group())) {
        leading.add(each);
        wanted
            .computeIfAbsent(progress.group(), group -> new HashMap<>())
            .put(partition, new OffsetAndMetadata(each.upstream(), progress.offset().metadata()));
      }
    }
    var done = GroupCommits.commit(source, wanted);
    leading.stream()
        .filter(each -> done.values().containsKey(each.progress().group()))
        .forEach(each -> settle(each, memory));
    return done;
  }

  /**
   * Takes notice that the source has been at a checkpoint, before one goes back behind it.
   *
   * @param before the checkpoint that stands
   */
  public void reached(Standing before, CheckpointWriter memory) {
    Checkpoint checkpoint = before.checkpoint();
    Standing known = settled.of(checkpoint.consumerGroupId()).get(checkpoint.topicPartition());
    if (downstream(known).orElse(-1) < checkpoint.downstreamOffset()) {
      memory.write(checkpoint, () -> settled.remember(before));
    }
  }

  /**
   * Takes notice that a remote log doesn't reach as far as was settled: it was cut or created
   * again.
   */
  public void cut(String group, TopicPartition copy, long logEnd, CheckpointWriter memory) {
    if (downstream(settled.of(group).get(copy)).orElse(-1) > logEnd) {
      CheckpointKey key = new CheckpointKey(group, copy);
      memory.writeGone(key, () -> settled.forget(key));
    }
  }

  private void settle(Found found, CheckpointWriter memory) {
    Progress progress = found.progress();
    Checkpoint checkpoint =
        new Checkpoint(
            progress.group(), progress.copy(), found.upstream(), progress.offset().offset(), "");
    memory.write(checkpoint, () -> settled.remember(Standing.of(checkpoint)));
  }

  private static TopicPartition original(Progress progress) {
    return new TopicPartition(progress.source().topic(), progress.source().partition());
  }
}
