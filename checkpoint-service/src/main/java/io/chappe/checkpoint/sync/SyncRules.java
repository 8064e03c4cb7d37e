package io.chappe.checkpoint.sync;

import java.util.OptionalLong;

/**
 * When an offset is committed for a group on the other cluster. Members on that side rule out
 * anything, before these rules are asked.
 *
 * <p>Both directions only lead forward, and translations never lead past a record that wasn't read.
 * So a group that moves back and forth is followed by its other side, and the two directions never
 * undo each other: what one commits, the other finds to be no progress.
 */
final class SyncRules {
  private SyncRules() {}

  /**
   * Whether the target gets the offset of a checkpoint. Forward always. Backward, because the group
   * was reset on the source, only if it stands on the target where both sides last agreed: then it
   * has not been active there since.
   *
   * @param checkpoint the target offset in the checkpoint
   * @param there what is committed on the target
   * @param agreed the target offset at which both sides were last seen to agree
   */
  static boolean leadsOn(long checkpoint, OptionalLong there, OptionalLong agreed) {
    if (there.isEmpty() || there.getAsLong() < checkpoint) {
      return true;
    }
    return there.getAsLong() > checkpoint && there.equals(agreed);
  }

  /**
   * Whether what a group committed on the target is progress that the source may not know of yet.
   * What the source had reached already is none, even if the group was reset there since: that was
   * somebody's will.
   *
   * @param there what is committed on the target
   * @param checkpoint the target offset that stands for what is committed on the source
   * @param settled the highest target offset that the source is known to have reached
   */
  static boolean isProgress(long there, OptionalLong checkpoint, OptionalLong settled) {
    return there > Math.max(checkpoint.orElse(-1), settled.orElse(-1));
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
}
