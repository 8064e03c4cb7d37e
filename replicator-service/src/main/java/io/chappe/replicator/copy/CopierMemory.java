package io.chappe.replicator.copy;

import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.takeover.Takeover;
import io.chappe.replicator.copy.takeover.TakeoverResult;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/** What a copier knows of its partition from one attempt to the next. */
final class CopierMemory {
  private long position = -1;
  private long timestampMs;
  private long ownedSinceMs;
  private Optional<RememberedMap> map = Optional.empty();
  private boolean takeoverFailed;
  private Uuid targetTopicId = Uuid.ZERO_UUID;
  private boolean nothingThere;

  /**
   * The partition is owned.
   *
   * @param nowMs milliseconds from any origin, never going back
   * @param wallClockMs milliseconds since the epoch
   */
  void takenOver(TakeoverResult taken, long nowMs, long wallClockMs) {
    takeoverFailed = false;
    ownedSinceMs = nowMs;
    timestampMs = wallClockMs;
    targetTopicId = taken.map().incarnation().targetTopicId();
    // May be less than before: of a topic that was created again nothing is copied yet.
    position = taken.upstream();
    nothingThere = false;
  }

  /** A takeover has failed, which may have written the map. */
  void takeoverFailed(Optional<RememberedMap> written) {
    takeoverFailed = true;
    map = written.or(() -> map);
  }

  /** An owned copy is about to end. */
  void ends(OwnedCopy copy) {
    map = copy.remembered();
    timestampMs = copy.timestampMs().orElse(timestampMs);
    position = copy.position();
  }

  /** The remote topic isn't there any more: what was copied counts no longer. */
  void targetGone() {
    targetTopicId = Uuid.ZERO_UUID;
    position = -1;
    nothingThere = true;
  }

  /** Whether the remote topic that was copied to is one of these. */
  boolean isCopiedTo(Set<Uuid> topics) {
    return topics.contains(targetTopicId);
  }

  /** Everything below this upstream offset has been copied; -1 before that is known. */
  long position() {
    return position;
  }

  /** From when brokers count until they forget this owner, milliseconds since the epoch. */
  long timestampMs() {
    return timestampMs;
  }

  /** When the partition was taken over, milliseconds from any origin. */
  long ownedSinceMs() {
    return ownedSinceMs;
  }

  /** Whether the remote partition is gone, and no other has been taken over. */
  boolean nothingThere() {
    return nothingThere;
  }

  /**
   * What a takeover has to know.
   *
   * @param markerKeptMs for how long compaction is sure to leave the fence's markers
   */
  Takeover.Before before(long markerKeptMs) {
    return new Takeover.Before(map, takeoverFailed, markerKeptMs);
  }
}
