package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.records.CheckpointKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which groups that are gone from the source are gone from the target too. A list of groups can't
 * tell: it leaves out, without an error, those whose coordinator is away and those that may not be
 * seen. So whoever is missing there twice is asked for. For one thread.
 */
final class DepartedGroups {
  private Set<CheckpointKey> missingBefore = Set.of();

  /**
   * What need no longer be known, once in a round.
   *
   * @param departed what is still known
   * @param isListed whether the target lists a group
   * @param there asks the target's coordinators
   */
  Set<CheckpointKey> gone(
      Set<CheckpointKey> departed, Predicate<String> isListed, TargetOffsets there)
      throws StepFailedException, InterruptedException {
    Set<CheckpointKey> missing = new HashSet<>(departed);
    missing.removeIf(key -> isListed.test(key.group()));
    Set<CheckpointKey> gone = new HashSet<>(missing);
    gone.retainAll(missingBefore);
    missingBefore = missing;
    there.read(gone.stream().map(CheckpointKey::group).distinct().toList());
    gone.removeIf(key -> !there.knows(key.group()) || there.hasAny(key.group()));
    return gone;
  }
}
