package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.TranslatedOffset;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Brings groups on the source to what they have read on the target. For one thread.
 *
 * <p>Which target offsets the source has reached already is kept in a topic, in the form of
 * checkpoints. Without that memory a group that somebody resets on the source would be led forward
 * again, to where it had been on the target.
 */
public final class Failback {
  private final ReachedOffsets reached;
  private final EmittedCheckpoints emitted;

  /**
   * @param settled follows the topic of this memory
   * @param emitted the checkpoints of the same groups
   */
  public Failback(EmittedCheckpoints settled, EmittedCheckpoints emitted) {
    this.reached = new ReachedOffsets(settled, emitted);
    this.emitted = emitted;
  }

  /** What the source is known to have reached. */
  public ReachedOffsets reached() {
    return reached;
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
   * @param topics the topics as they are
   */
  public record Progress(
      String group,
      SourcePartition source,
      TopicPartition copy,
      OffsetAndMetadata offset,
      Incarnation topics) {}

  /**
   * Such an offset, translated.
   *
   * @param progress what the group has read on the target
   * @param upstream how far that leads on the source
   * @param exact whether that is the very place, and not only as near as can be told
   * @param copiedFrom the upstream offset before which the source holds what was never copied
   */
  public record Found(Progress progress, long upstream, boolean exact, long copiedFrom) {

    /**
     * Translates an offset; empty if that can't be done.
     *
     * @param translator knows both logs, and where the last record of the copy is if the offset is
     *     near its end: so only markers are between the two
     */
    public static Optional<Found> of(Progress progress, Translator translator) {
      TranslatedOffset found = translator.toSource(progress.source(), progress.offset().offset());
      long copiedFrom = translator.copiedFrom(progress.source());
      return switch (found) {
        case TranslatedOffset.Exact(long offset) ->
            Optional.of(new Found(progress, offset, true, copiedFrom));
        case TranslatedOffset.RoundedDown(long offset, Inexact reason) ->
            Optional.of(new Found(progress, offset, reason == Inexact.NEAR_LOG_END, copiedFrom));
        case TranslatedOffset.None none -> Optional.empty();
      };
    }
  }

  /**
   * Whether an offset on the target is news to the source.
   *
   * @param remoteTopic id of the topic that the copy is in now
   * @param logEnd where the copy ends
   */
  public boolean isProgress(CheckpointKey key, long there, Uuid remoteTopic, long logEnd) {
    StoredCheckpoint standing = emitted.of(key.group()).get(key.partition());
    OptionalLong checkpoint = ReachedOffsets.downstream(standing);
    OptionalLong agreed = emitted.agreements().agreed(key);
    if (standing != null && standing.isAboutOther(remoteTopic)) {
      // Stands where the predecessor's checkpoint had put it: nobody has read that far here.
      agreed = checkpoint.equals(OptionalLong.of(there)) ? checkpoint : agreed;
      checkpoint = OptionalLong.empty();
    }
    return SyncRules.isProgress(
        there, checkpoint, reached.settled(key, remoteTopic), agreed, logEnd);
  }

  /**
   * Whether a group was deleted on the source, or all its offsets have expired there: it was there
   * once. That is for the group itself, or its administrator, to undo.
   *
   * @param committed what the source says that the group has committed, whatever the topic
   */
  public boolean isDeleted(String group, Map<TopicPartition, OffsetAndMetadata> committed) {
    return committed.isEmpty()
        && (reached.knows(group)
            || !emitted.of(group).isEmpty()
            || emitted.departed().knows(group));
  }

  /**
   * Whether the source no longer has what stands for a group: it has just lost the offset, which is
   * to become certain first, or was put back to where no copy begins.
   */
  public boolean isMissing(Progress progress, Map<TopicPartition, OffsetAndMetadata> committed) {
    StoredCheckpoint standing = emitted.of(progress.group()).get(progress.copy());
    OffsetAndMetadata here = committed.get(original(progress));
    return standing != null
        && (here == null
            || here.offset() < standing.checkpoint().upstreamOffset()
                && standing.incarnation().equals(Optional.of(progress.topics())));
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
      OffsetCommits source,
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
        settle(each, each.exact(), memory);
        if (current.getAsLong() == each.upstream()) {
          // One place may have several offsets on the target: before markers, and behind them.
          agree(each);
        }
      } else if (isIdle.test(progress.group()) && passesNothing(each, current)) {
        leading.add(each);
        wanted
            .computeIfAbsent(progress.group(), group -> new HashMap<>())
            .put(partition, new OffsetAndMetadata(each.upstream(), progress.offset().metadata()));
      }
    }
    var done = GroupCommits.commit(source, wanted);
    leading.stream()
        .filter(each -> done.values().containsKey(each.progress().group()))
        .forEach(
            each -> {
              settle(each, true, memory);
              agree(each);
            });
    return done;
  }

  private boolean passesNothing(Found found, OptionalLong here) {
    Progress progress = found.progress();
    boolean met = reached.haveMet(key(progress), progress.topics().targetTopicId());
    return SyncRules.passesNothing(here, found.copiedFrom(), met);
  }

  /** What is only as near as can be told may lie behind where the source is. */
  private void agree(Found found) {
    Progress progress = found.progress();
    if (found.exact()) {
      emitted.agreements().agree(key(progress), progress.offset().offset());
    }
  }

  private void settle(Found found, boolean met, CheckpointWriter memory) {
    Progress progress = found.progress();
    long there = progress.offset().offset();
    long upstream = found.exact() ? found.upstream() : ReachedOffsets.NOT_TRANSLATED;
    Checkpoint checkpoint = new Checkpoint(progress.group(), progress.copy(), upstream, there, "");
    StoredCheckpoint settled = new StoredCheckpoint(checkpoint, Optional.of(progress.topics()), 0);
    reached.remember(met ? settled.agreeing(there) : settled, memory);
  }

  private static CheckpointKey key(Progress progress) {
    return new CheckpointKey(progress.group(), progress.copy());
  }

  private static TopicPartition original(Progress progress) {
    return new TopicPartition(progress.source().topic(), progress.source().partition());
  }
}
