package io.chappe.checkpoint.emission;

import io.chappe.records.CheckpointKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Where both sides of groups were last seen to agree. A group that stands there on the target has
 * not been active there since: so if it is reset on the source, it may be led back.
 *
 * <p>An agreement is noted beside the checkpoint: with the next one as long as the group moves on,
 * and by writing the same one again when it has come to rest. A checkpoint that turns the group
 * round is only written after a look at the target. So nothing of it is lost by a restart, nor when
 * another instance goes on with the group.
 *
 * <p>For one thread.
 */
public final class Agreements {
  private final EmittedCheckpoints emitted;
  private final Set<String> looked = new HashSet<>();

  Agreements(EmittedCheckpoints emitted) {
    this.emitted = emitted;
  }

  /** The target offset at which both sides were last seen to agree, if it is known. */
  public OptionalLong agreed(CheckpointKey key) {
    StoredCheckpoint standing = emitted.get(key);
    return standing == null ? emitted.departed().agreed(key) : standing.agreement();
  }

  /** Takes notice that both sides agree. */
  public void agree(CheckpointKey key, long offset) {
    StoredCheckpoint standing = emitted.get(key);
    if (standing != null && standing.agreed() != offset) {
      emitted.put(standing.agreeing(offset));
    }
  }

  /**
   * Takes notice that both sides agree wherever what is committed on the target is what stands. At
   * the first look after a start what stands is taken for what the source had when the target got
   * there; later only if the source says that it still has it. Where a group has gone on from there
   * on the target, both have been at what stands.
   *
   * @param there what groups have committed on the target
   * @param stillSo whether the source, as far as is known, has what a checkpoint says
   */
  public void agreeWhereEqual(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there, Predicate<Checkpoint> stillSo) {
    there.forEach(
        (group, offsets) -> {
          boolean first = looked.add(group);
          for (StoredCheckpoint standing : List.copyOf(emitted.of(group).values())) {
            Checkpoint checkpoint = standing.checkpoint();
            OffsetAndMetadata now = offsets.get(checkpoint.topicPartition());
            if (now != null && agreeAt(standing, now.offset(), first || stillSo.test(checkpoint))) {
              agree(CheckpointKey.of(checkpoint), checkpoint.downstreamOffset());
            }
          }
        });
  }

  /**
   * Whether both sides have been where the checkpoint is: the target is there now, or it has gone
   * on from where both were. If it is behind the checkpoint later, somebody has put it back.
   */
  private static boolean agreeAt(StoredCheckpoint standing, long there, boolean stillSo) {
    long checkpoint = standing.checkpoint().downstreamOffset();
    return there == checkpoint ? stillSo : there > checkpoint && there != standing.agreed();
  }

  /** Begins anew: nothing was looked at. */
  void clear() {
    looked.clear();
  }

  /**
   * Takes notice that a group stands behind the end of a log, where nobody can have read: so that
   * is where it was put, and it may be led back from there.
   */
  public void agreeBehindEnd(CheckpointKey key, long there, long logEnd) {
    if (there > logEnd) {
      agree(key, there);
    }
  }

  /**
   * Whether a checkpoint turns a group round, is about other topics than the one before, or comes
   * after one that is gone: then the target must be looked at before it is written.
   */
  public boolean isTurn(StoredCheckpoint next) {
    CheckpointKey key = CheckpointKey.of(next.checkpoint());
    StoredCheckpoint standing = emitted.get(key);
    return standing == null ? emitted.departed().agreed(key).isPresent() : standing.turnsTo(next);
  }

  /** A checkpoint with what is to be noted beside it, if it doesn't turn. */
  public StoredCheckpoint noted(StoredCheckpoint next) {
    return next.agreeing(
        agreed(CheckpointKey.of(next.checkpoint())).orElse(StoredCheckpoint.NEVER));
  }

  /**
   * A checkpoint that {@linkplain #isTurn turns}, with what is to be noted beside it.
   *
   * @param there what is committed on the target
   */
  public StoredCheckpoint noted(StoredCheckpoint next, OptionalLong there) {
    CheckpointKey key = CheckpointKey.of(next.checkpoint());
    StoredCheckpoint standing = emitted.get(key);
    // Who stands in a new topic where the checkpoint for its predecessor is hasn't read that far.
    boolean left =
        standing != null
            && next.incarnation()
                .filter(topics -> standing.isAboutOther(topics.targetTopicId()))
                .isPresent();
    return next.agreeing(agreementAt(key, there, left));
  }

  /** What to note of a checkpoint that goes. */
  public Note parting(CheckpointKey key, OptionalLong there) {
    long agreed = agreementAt(key, there, false);
    StoredCheckpoint standing = emitted.get(key);
    return new Note(
        standing == null ? Optional.empty() : standing.incarnation(),
        agreed < 0 ? OptionalLong.empty() : OptionalLong.of(agreed));
  }

  private long agreementAt(CheckpointKey key, OptionalLong there, boolean left) {
    StoredCheckpoint standing = emitted.get(key);
    if (standing != null) {
      return standing.agreementAt(there, left || !looked.contains(key.group()));
    }
    return there.isPresent() && there.equals(emitted.departed().agreed(key))
        ? there.getAsLong()
        : StoredCheckpoint.NEVER;
  }
}
