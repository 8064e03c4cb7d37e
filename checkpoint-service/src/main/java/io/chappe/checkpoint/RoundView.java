package io.chappe.checkpoint;

import io.chappe.checkpoint.groups.GroupList;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.TopicPresence;

/**
 * What a round found out at its beginning, before it looked at groups.
 *
 * @param topics the topics of both clusters
 * @param names which remote partition is whose copy
 * @param onSource the source's groups, as they were when last listed
 * @param onTarget the target's groups; none if nothing is to be committed in this round
 * @param syncing whether offsets are to be committed on the target in this round
 * @param failingBack whether offsets are to be committed on the source in this round
 */
record RoundView(
    TopicPresence topics,
    CopyNames names,
    GroupList onSource,
    GroupList onTarget,
    boolean syncing,
    boolean failingBack) {

  /** Whether the target's groups were listed in this round. */
  boolean looksAtTarget() {
    return syncing || failingBack;
  }

  Incarnations incarnations() {
    return topics.incarnations();
  }
}
