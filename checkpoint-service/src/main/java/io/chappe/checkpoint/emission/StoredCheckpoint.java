package io.chappe.checkpoint.emission;

import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * A checkpoint that stands in the topic.
 *
 * @param checkpoint the checkpoint
 * @param incarnation the topics that its offsets are about; empty if it was read from the topic
 *     without a {@link Note} that tells
 * @param writtenMs when it was written, milliseconds since 1970
 * @param agreed the target offset at which both sides were last seen to agree, {@link #NEVER} if
 *     none is known
 * @param noted the same as it is noted in the topic
 */
public record StoredCheckpoint(
    Checkpoint checkpoint,
    Optional<Incarnation> incarnation,
    long writtenMs,
    long agreed,
    long noted) {
  /** Both sides were not seen to agree. */
  public static final long NEVER = -1;

  /** How much the clocks of two services may differ. */
  private static final long CLOCKS_APART_MS = 60_000;

  /** One of which no agreement is known. */
  public StoredCheckpoint(
      Checkpoint checkpoint, Optional<Incarnation> incarnation, long writtenMs) {
    this(checkpoint, incarnation, writtenMs, NEVER, NEVER);
  }

  /**
   * Whether the checkpoint is about the topics that a map is about. One that was read from the
   * topic without a note is if it was written after the map began.
   */
  public boolean isAbout(OffsetMap map) {
    return incarnation
        .map(map.incarnation()::isSameAs)
        .orElseGet(() -> !map.isEmpty() && writtenMs > map.run(0).timestampMs() + CLOCKS_APART_MS);
  }

  /** Whether the checkpoint is known to be about another remote topic than this one. */
  public boolean isAboutOther(Uuid remoteTopic) {
    return incarnation.filter(each -> !each.targetTopicId().equals(remoteTopic)).isPresent();
  }

  /** A checkpoint of which the topics and the time don't matter. */
  public static StoredCheckpoint of(Checkpoint checkpoint) {
    return new StoredCheckpoint(checkpoint, Optional.empty(), 0);
  }

  /** Where both sides were last seen to agree. */
  public OptionalLong agreement() {
    return agreed < 0 ? OptionalLong.empty() : OptionalLong.of(agreed);
  }

  /** The same with another agreement. */
  public StoredCheckpoint agreeing(long offset) {
    return new StoredCheckpoint(checkpoint, incarnation, writtenMs, offset, noted);
  }

  /** What to note beside the checkpoint. */
  Note note() {
    return new Note(incarnation, agreement());
  }

  /** The same about topics that are known. */
  StoredCheckpoint about(Incarnation topics) {
    return new StoredCheckpoint(checkpoint, Optional.of(topics), writtenMs, agreed, noted);
  }

  /** The same, after it was written as it is. */
  StoredCheckpoint written() {
    return new StoredCheckpoint(checkpoint, incarnation, writtenMs, agreed, agreed);
  }

  /** The same, after it was read from the topic: our own record, or that of another instance. */
  StoredCheckpoint seen(long timestampMs, Optional<Incarnation> topics, long inTopic) {
    return new StoredCheckpoint(
        checkpoint,
        topics.isPresent() ? topics : incarnation,
        timestampMs,
        inTopic == noted ? agreed : inTopic,
        inTopic);
  }

  /**
   * Whether a checkpoint that follows this one turns the group round, or is about other topics: so
   * whatever is to be known of both sides must be looked at before.
   */
  boolean turnsTo(StoredCheckpoint next) {
    return goesBackTo(next) || !incarnation.equals(next.incarnation);
  }

  /**
   * Whether a checkpoint that follows this one goes back on either side. A group that is put back
   * on the source may stay at one place of the copy, which ended there.
   */
  public boolean goesBackTo(StoredCheckpoint next) {
    return next.checkpoint.downstreamOffset() < checkpoint.downstreamOffset()
        || next.checkpoint.upstreamOffset() < checkpoint.upstreamOffset();
  }

  /**
   * The agreement that is left when this checkpoint is followed by one that {@linkplain #turnsTo
   * turns}.
   *
   * @param there what is committed on the target at that time
   * @param led whether what stands is taken for an agreement too: the group was led there
   */
  long agreementAt(OptionalLong there, boolean led) {
    boolean still =
        there.isPresent()
            && (there.getAsLong() == agreed
                || led && there.getAsLong() == checkpoint.downstreamOffset());
    return still ? there.getAsLong() : NEVER;
  }
}
