package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Standing;
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
  /** Stands for the source's offset where only the target's is known. */
  private static final long NOT_TRANSLATED = -1;

  private final EmittedCheckpoints settled;
  private final EmittedCheckpoints emitted;

  /**
   * @param settled follows the topic of this memory
   * @param emitted the checkpoints of the same groups
   */
  public Failback(EmittedCheckpoints settled, EmittedCheckpoints emitted) {
    this.settled = settled;
    this.emitted = emitted;
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
   */
  public record Found(Progress progress, long upstream) {}

  /**
   * Whether an offset on the target is news to the source.
   *
   * @param remoteTopic id of the topic that the copy is in now
   * @param logEnd where the copy ends
   */
  public boolean isProgress(CheckpointKey key, long there, Uuid remoteTopic, long logEnd) {
    Standing standing = emitted.of(key.group()).get(key.partition());
    OptionalLong checkpoint = downstream(standing);
    OptionalLong agreed = emitted.agreements().agreed(key);
    if (standing != null && standing.isAboutOther(remoteTopic)) {
      // Stands where the predecessor's checkpoint had put it: nobody has read that far here.
      agreed = checkpoint.equals(OptionalLong.of(there)) ? checkpoint : agreed;
      checkpoint = OptionalLong.empty();
    }
    return SyncRules.isProgress(there, checkpoint, settled(key, remoteTopic), agreed, logEnd);
  }

  /**
   * Whether a group was deleted on the source, or all its offsets have expired there: it was there
   * once. That is for the group itself, or its administrator, to undo.
   *
   * @param committed what the source says that the group has committed, whatever the topic
   */
  public boolean isDeleted(String group, Map<TopicPartition, OffsetAndMetadata> committed) {
    return committed.isEmpty()
        && (!settled.of(group).isEmpty()
            || !emitted.of(group).isEmpty()
            || emitted.departed().knows(group));
  }

  /** Whether the source has just lost an offset of a group: wait until that is certain. */
  public boolean isMissing(Progress progress, Map<TopicPartition, OffsetAndMetadata> committed) {
    return emitted.of(progress.group()).containsKey(progress.copy())
        && !committed.containsKey(original(progress));
  }

  /**
   * Takes notice that both sides agree wherever the source was brought to, or was found at, the
   * very place where the group is on the target.
   *
   * @param there what groups have committed on the target
   */
  public void agreeWhereSettled(Map<String, Map<TopicPartition, OffsetAndMetadata>> there) {
    there.forEach(
        (group, offsets) ->
            offsets.forEach(
                (copy, offset) -> {
                  Standing known = settled.of(group).get(copy);
                  Standing standing = emitted.of(group).get(copy);
                  if (known != null
                      && standing != null
                      && known.incarnation().equals(standing.incarnation())
                      && known.checkpoint().downstreamOffset() == offset.offset()
                      && known.checkpoint().upstreamOffset()
                          == standing.checkpoint().upstreamOffset()) {
                    emitted.agreements().agree(new CheckpointKey(group, copy), offset.offset());
                  }
                }));
  }

  private OptionalLong settled(CheckpointKey key, Uuid remoteTopic) {
    Standing standing = settled.of(key.group()).get(key.partition());
    return standing == null || standing.isAboutOther(remoteTopic)
        ? OptionalLong.empty()
        : downstream(standing);
  }

  private static boolean isAbout(Standing standing, Incarnation topics) {
    return !standing.isAboutOther(topics.targetTopicId());
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
        settle(each, memory);
        if (current.getAsLong() == each.upstream()) {
          // One place may have several offsets on the target: before markers, and behind them.
          emitted
              .agreements()
              .agree(
                  new CheckpointKey(progress.group(), progress.copy()), progress.offset().offset());
        }
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
   * Takes notice that the source has been at a checkpoint, before one goes back behind it. Where
   * the group was put back on the source, so is what it had read on the target by then.
   *
   * @param next the checkpoint to be written
   * @param there what is committed on the target, as far as is known
   */
  public void beforeTurn(Standing next, OptionalLong there, CheckpointWriter memory) {
    Checkpoint now = next.checkpoint();
    Standing before = emitted.of(now.consumerGroupId()).get(now.topicPartition());
    if (before != null && before.checkpoint().downstreamOffset() > now.downstreamOffset()) {
      boolean reset =
          now.upstreamOffset() < before.checkpoint().upstreamOffset()
              && before.incarnation().equals(next.incarnation());
      reached(before, reset ? there : OptionalLong.empty(), memory);
    }
  }

  /**
   * Takes notice that the source has been at a checkpoint, before it is gone.
   *
   * @param before the checkpoint that stands
   * @param there what is committed on the target, if that counts as reached as well: an
   *     administrator turned the group round when it was there
   */
  public void reached(Standing before, OptionalLong there, CheckpointWriter memory) {
    Checkpoint checkpoint = before.checkpoint();
    long reached = Math.max(checkpoint.downstreamOffset(), there.orElse(-1));
    Standing known = settled.of(checkpoint.consumerGroupId()).get(checkpoint.topicPartition());
    boolean isKnown =
        known != null
            && known.checkpoint().downstreamOffset() >= reached
            && before.incarnation().map(each -> isAbout(known, each)).orElse(true);
    if (!isKnown) {
      remember(
          new Standing(
              new Checkpoint(
                  checkpoint.consumerGroupId(),
                  checkpoint.topicPartition(),
                  reached == checkpoint.downstreamOffset()
                      ? checkpoint.upstreamOffset()
                      : NOT_TRANSLATED,
                  reached,
                  checkpoint.metadata()),
              before.incarnation(),
              before.writtenMs()),
          memory);
    }
  }

  /**
   * Takes notice that a remote log doesn't reach as far as was settled: it was cut or created
   * again.
   */
  public void cut(CheckpointKey key, long logEnd, CheckpointWriter memory) {
    if (downstream(settled.of(key.group()).get(key.partition())).orElse(-1) > logEnd) {
      forget(key, memory);
    }
  }

  /**
   * Takes notice that the target has followed a group that was put back on the source: what it
   * reads from there on is progress again, although the source had reached it once.
   *
   * @param there what is committed on the target
   */
  public void followed(CheckpointKey key, long there, CheckpointWriter memory) {
    OptionalLong checkpoint = downstream(emitted.of(key.group()).get(key.partition()));
    OptionalLong known = downstream(settled.of(key.group()).get(key.partition()));
    if (checkpoint.equals(OptionalLong.of(there)) && known.orElse(-1) > there) {
      forget(key, memory);
    }
  }

  /** Forgets a group that is gone on both sides. */
  public void forget(CheckpointKey key, CheckpointWriter memory) {
    if (settled.of(key.group()).containsKey(key.partition())) {
      memory.writeGone(key, Optional.empty(), () -> settled.forget(key, Optional.empty()));
    }
  }

  private void settle(Found found, CheckpointWriter memory) {
    Progress progress = found.progress();
    Checkpoint checkpoint =
        new Checkpoint(
            progress.group(), progress.copy(), found.upstream(), progress.offset().offset(), "");
    remember(new Standing(checkpoint, Optional.of(progress.topics()), 0), memory);
  }

  private void remember(Standing standing, CheckpointWriter memory) {
    memory.write(standing, () -> settled.remember(standing));
  }

  private static TopicPartition original(Progress progress) {
    return new TopicPartition(progress.source().topic(), progress.source().partition());
  }
}
