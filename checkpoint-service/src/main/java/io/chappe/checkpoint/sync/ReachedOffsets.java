package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.offsetmap.Incarnation;
import io.chappe.records.CheckpointKey;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * The target offsets that the source is known to have reached. What stands as agreed beside one is
 * where both sides have met: where the group on the target was at or behind its place on the
 * source, or was the one that the source was led to. For one thread.
 */
public final class ReachedOffsets {
  /** Stands for the source's offset where only the target's is known for sure. */
  static final long NOT_TRANSLATED = -1;

  private final EmittedCheckpoints settled;
  private final EmittedCheckpoints emitted;

  ReachedOffsets(EmittedCheckpoints settled, EmittedCheckpoints emitted) {
    this.settled = settled;
    this.emitted = emitted;
  }

  /** Whether anything is known of a group. */
  boolean knows(String group) {
    return !settled.of(group).isEmpty();
  }

  /**
   * Takes notice that both sides agree wherever the source was brought to, or was found at, the
   * very place where the group is on the target.
   *
   * @param there what groups have committed on the target
   * @param isPredecessor whether what is about a remote topic is about an earlier one of its name
   */
  public void agreeWhereSettled(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Predicate<StoredCheckpoint> isPredecessor) {
    there.forEach(
        (group, offsets) ->
            offsets.forEach(
                (copy, offset) -> {
                  StoredCheckpoint known = settled.of(group).get(copy);
                  StoredCheckpoint standing = emitted.of(group).get(copy);
                  if (known != null
                      && standing != null
                      && !isPredecessor.test(known)
                      && known.incarnation().equals(standing.incarnation())
                      && known.checkpoint().downstreamOffset() == offset.offset()
                      && known.checkpoint().upstreamOffset()
                          == standing.checkpoint().upstreamOffset()) {
                    emitted.agreements().agree(new CheckpointKey(group, copy), offset.offset());
                  }
                }));
  }

  /** The highest target offset that the source is known to have reached. */
  OptionalLong settled(CheckpointKey key, Uuid remoteTopic) {
    StoredCheckpoint standing = settled.of(key.group()).get(key.partition());
    return standing == null || standing.isAboutOther(remoteTopic)
        ? OptionalLong.empty()
        : downstream(standing);
  }

  /**
   * Whether what the group has read on the target follows from what it has read on the source: both
   * sides have met. A group that began on the target by itself may have passed anything.
   */
  boolean haveMet(CheckpointKey key, Uuid remoteTopic) {
    StoredCheckpoint known = settled.of(key.group()).get(key.partition());
    return known != null && !known.isAboutOther(remoteTopic) && known.agreement().isPresent();
  }

  private static boolean isAbout(StoredCheckpoint standing, Incarnation topics) {
    return !standing.isAboutOther(topics.targetTopicId());
  }

  static OptionalLong downstream(StoredCheckpoint standing) {
    return standing == null
        ? OptionalLong.empty()
        : OptionalLong.of(standing.checkpoint().downstreamOffset());
  }

  /**
   * Takes notice that the source has been at a checkpoint, before one goes back behind it. Where
   * the group was put back on the source, so is what it had read on the target by then.
   *
   * @param next the checkpoint to be written
   * @param there what is committed on the target, as far as is known
   */
  public void beforeTurn(StoredCheckpoint next, OptionalLong there, CheckpointWriter memory) {
    Checkpoint now = next.checkpoint();
    StoredCheckpoint before = emitted.of(now.consumerGroupId()).get(now.topicPartition());
    if (before != null && before.goesBackTo(next)) {
      boolean reset =
          now.upstreamOffset() < before.checkpoint().upstreamOffset() && isSameSource(before, next);
      beforeParting(before, next.incarnation(), reset ? there : OptionalLong.empty(), memory);
    }
  }

  private static boolean isSameSource(StoredCheckpoint one, StoredCheckpoint other) {
    return one.incarnation()
        .map(Incarnation::sourceTopicId)
        .equals(other.incarnation().map(Incarnation::sourceTopicId));
  }

  /**
   * Takes notice that the source has been at a checkpoint, before it is gone.
   *
   * @param before the checkpoint that stands
   * @param there what is committed on the target, if that counts as reached as well: an
   *     administrator turned the group round when it was there
   */
  private void reached(StoredCheckpoint before, OptionalLong there, CheckpointWriter memory) {
    Checkpoint checkpoint = before.checkpoint();
    long reached = Math.max(checkpoint.downstreamOffset(), there.orElse(-1));
    StoredCheckpoint known =
        settled.of(checkpoint.consumerGroupId()).get(checkpoint.topicPartition());
    boolean isKnown =
        known != null
            && known.checkpoint().downstreamOffset() >= reached
            && before.incarnation().map(each -> isAbout(known, each)).orElse(true);
    if (!isKnown) {
      remember(reachedAt(before, reached), memory);
    }
  }

  private static StoredCheckpoint reachedAt(StoredCheckpoint standing, long there) {
    Checkpoint checkpoint = standing.checkpoint();
    return new StoredCheckpoint(
        new Checkpoint(
            checkpoint.consumerGroupId(),
            checkpoint.topicPartition(),
            NOT_TRANSLATED,
            there,
            checkpoint.metadata()),
        standing.incarnation(),
        standing.writtenMs());
  }

  /**
   * Takes notice of what the source had reached, before a checkpoint is gone. One that is about a
   * remote topic that was created again tells nothing of the new one: there only counts where the
   * group is.
   *
   * @param topics the topics as they are now, if both are there
   * @param there what is committed on the target, as far as is known
   */
  public void beforeParting(
      CheckpointKey key,
      Optional<Incarnation> topics,
      OptionalLong there,
      CheckpointWriter memory) {
    StoredCheckpoint before = emitted.of(key.group()).get(key.partition());
    if (before != null) {
      beforeParting(before, topics, there, memory);
    }
  }

  private void beforeParting(
      StoredCheckpoint before,
      Optional<Incarnation> topics,
      OptionalLong there,
      CheckpointWriter memory) {
    if (topics.filter(each -> !isAbout(before, each)).isEmpty()) {
      reached(before, there, memory);
    } else if (there.isPresent()) {
      Checkpoint gone = before.checkpoint();
      Checkpoint found =
          new Checkpoint(
              gone.consumerGroupId(), gone.topicPartition(), NOT_TRANSLATED, there.getAsLong(), "");
      remember(new StoredCheckpoint(found, topics, before.writtenMs()), memory);
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
   * Takes notice of where a group is on the target. At its checkpoint or behind it, both sides have
   * met. Just there, it has also followed if it was put back on the source: what it reads from
   * there on is progress again, although the source had reached it once.
   *
   * @param there what is committed on the target
   * @param remoteTopic id of the topic that the copy is in now
   */
  public void seen(CheckpointKey key, long there, Uuid remoteTopic, CheckpointWriter memory) {
    StoredCheckpoint standing = emitted.of(key.group()).get(key.partition());
    long checkpoint = downstream(standing).orElse(-1);
    if (standing == null || standing.isAboutOther(remoteTopic) || there > checkpoint) {
      return;
    }
    OptionalLong known = settled(key, remoteTopic);
    boolean beyond = known.orElse(-1) > checkpoint;
    boolean followed = beyond && there == checkpoint;
    if (followed || !haveMet(key, remoteTopic)) {
      long reached = beyond && !followed ? known.getAsLong() : checkpoint;
      remember(reachedAt(standing, reached).agreeing(there), memory);
    }
  }

  /**
   * Takes notice of what a group has nothing committed for on the target: it begins by itself, if
   * it isn't led there first.
   *
   * @param there what is committed on the target
   */
  public void seenAll(String group, Set<TopicPartition> there, CheckpointWriter memory) {
    for (StoredCheckpoint known : settled.of(group).values()) {
      if (!there.contains(known.checkpoint().topicPartition()) && known.agreement().isPresent()) {
        StoredCheckpoint parted = known.agreeing(StoredCheckpoint.NEVER);
        memory.write(parted, () -> settled.remember(parted));
      }
    }
  }

  /** Forgets a group that is gone on both sides. */
  public void forget(CheckpointKey key, CheckpointWriter memory) {
    if (settled.of(key.group()).containsKey(key.partition())) {
      memory.writeGone(key, Optional.empty(), () -> settled.forget(key, Optional.empty()));
    }
  }

  /** Writes down what was reached; where both sides have met stays known. */
  void remember(StoredCheckpoint standing, CheckpointWriter memory) {
    Checkpoint checkpoint = standing.checkpoint();
    StoredCheckpoint known =
        settled.of(checkpoint.consumerGroupId()).get(checkpoint.topicPartition());
    boolean keeps =
        known != null
            && standing.agreement().isEmpty()
            && standing.incarnation().map(each -> isAbout(known, each)).orElse(true);
    StoredCheckpoint next = keeps ? standing.agreeing(known.agreed()) : standing;
    memory.write(next, () -> settled.remember(next));
  }
}
