package io.chappe.checkpoint.sync;

import java.util.OptionalLong;

/**
 * When an offset is committed for a group on the other cluster. Members on that side rule out
 * anything, before these rules are asked.
 *
 * <p>Both directions only lead forward, and translations never lead past a record that wasn't read.
 * So a group that moves back and forth is followed by its other side, and the two directions never
 * undo each other: what one commits, the other finds to be no progress. What an administrator did
 * on one side stands until the group reads on: a reset on the source is followed, one on the target
 * is left alone.
 */
final class SyncRules {
  private SyncRules() {}

  /**
   * Whether the target gets the offset of a checkpoint. Forward always, unless the group was put
   * back on the target since both sides agreed, and hasn't moved on the source. Backward, because
   * the group was reset on the source, only if it stands on the target where both sides last
   * agreed: then it has not been active there since. From behind the end of the log always: that
   * was committed for a topic that was deleted, or for records that are lost.
   *
   * @param checkpoint the target offset in the checkpoint
   * @param there what is committed on the target
   * @param agreed the target offset at which both sides were last seen to agree
   * @param logEnd where the remote log ends, not below the checkpoint
   */
  static boolean leadsOn(long checkpoint, OptionalLong there, OptionalLong agreed, long logEnd) {
    if (there.isEmpty() || there.getAsLong() > logEnd) {
      return true;
    }
    if (there.getAsLong() < checkpoint) {
      return agreed.orElse(-1) < checkpoint;
    }
    return there.getAsLong() > checkpoint && there.equals(agreed);
  }

  /**
   * Whether what a group committed on the target is progress that the source may not know of yet.
   * What the source had reached already is none, even if the group was reset there since: that was
   * somebody's will. Nor is what stands where both sides agreed, nor what lies behind the end of
   * the log.
   *
   * @param there what is committed on the target
   * @param checkpoint the target offset that stands for what is committed on the source
   * @param settled the highest target offset that the source is known to have reached
   * @param agreed the target offset at which both sides were last seen to agree
   * @param logEnd where the remote log ends
   */
  static boolean isProgress(
      long there, OptionalLong checkpoint, OptionalLong settled, OptionalLong agreed, long logEnd) {
    return there <= logEnd
        && there != agreed.orElse(-1)
        && there > Math.max(checkpoint.orElse(-1), settled.orElse(-1));
  }

  /**
   * Whether progress on the target leads a group on the source forward; otherwise the source had
   * reached it already.
   *
   * @param upstream the progress, translated
   * @param here what is committed on the source
   */
  static boolean leadsBack(long upstream, OptionalLong here) {
    return here.isEmpty() || here.getAsLong() < upstream;
  }

  /**
   * Whether a group that is led back passes nothing on the source that it has read on neither side.
   * Who has no place on the source gets one in any case.
   *
   * @param here what is committed on the source
   * @param copiedFrom the upstream offset before which the source holds what was never copied
   * @param met whether the group on the target was ever at or behind its place on the source; if
   *     not, it began by itself, perhaps at the end of the log
   */
  static boolean passesNothing(OptionalLong here, long copiedFrom, boolean met) {
    return here.isEmpty() || met && here.getAsLong() >= copiedFrom;
  }
}
