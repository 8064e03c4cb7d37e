package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Standing;
import io.chappe.offsetmap.Incarnation;
import io.chappe.records.CheckpointKey;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/** The target offsets that the source is known to have reached. For one thread. */
public final class ReachedOffsets {
  /** Stands for the source's offset where only the target's is known. */
  private static final long NOT_TRANSLATED = -1;

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
      Predicate<Standing> isPredecessor) {
    there.forEach(
        (group, offsets) ->
            offsets.forEach(
                (copy, offset) -> {
                  Standing known = settled.of(group).get(copy);
                  Standing standing = emitted.of(group).get(copy);
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
    Standing standing = settled.of(key.group()).get(key.partition());
    return standing == null || standing.isAboutOther(remoteTopic)
        ? OptionalLong.empty()
        : downstream(standing);
  }

  private static boolean isAbout(Standing standing, Incarnation topics) {
    return !standing.isAboutOther(topics.targetTopicId());
  }

  static OptionalLong downstream(Standing standing) {
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
  public void beforeTurn(Standing next, OptionalLong there, CheckpointWriter memory) {
    Checkpoint now = next.checkpoint();
    Standing before = emitted.of(now.consumerGroupId()).get(now.topicPartition());
    if (before != null && before.goesBackTo(next)) {
      boolean reset =
          now.upstreamOffset() < before.checkpoint().upstreamOffset() && isSameSource(before, next);
      beforeParting(before, next.incarnation(), reset ? there : OptionalLong.empty(), memory);
    }
  }

  private static boolean isSameSource(Standing one, Standing other) {
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
  private void reached(Standing before, OptionalLong there, CheckpointWriter memory) {
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
    Standing before = emitted.of(key.group()).get(key.partition());
    if (before != null) {
      beforeParting(before, topics, there, memory);
    }
  }

  private void beforeParting(
      Standing before, Optional<Incarnation> topics, OptionalLong there, CheckpointWriter memory) {
    if (topics.filter(each -> !isAbout(before, each)).isEmpty()) {
      reached(before, there, memory);
    } else if (there.isPresent()) {
      Checkpoint gone = before.checkpoint();
      Checkpoint found =
          new Checkpoint(
              gone.consumerGroupId(), gone.topicPartition(), NOT_TRANSLATED, there.getAsLong(), "");
      remember(new Standing(found, topics, before.writtenMs()), memory);
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

  void remember(Standing standing, CheckpointWriter memory) {
    memory.write(standing, () -> settled.remember(standing));
  }
}
