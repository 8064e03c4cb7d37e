package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What may be done to a group. Knows which records it has read, and what it and administrators did
 * on either side since both were at one place; fails when a sync would pass a record that the group
 * hasn't read, or would undo what was done.
 *
 * <p>What no service can know isn't asked of it. A group may be led back by a reset on the source
 * if, since the last look, it was moved on the target to the very offset of its checkpoint or at
 * which both sides were before; if it stands where its checkpoint is when a service starts; or if
 * it stands in a copy that was created again where the checkpoint was in the copy before. Then
 * records repeat; none is lost.
 */
final class GroupOracle {
  private final Set<Long> read = new HashSet<>();
  private boolean seenOnSource;
  private OptionalLong seenHere = OptionalLong.empty();
  private boolean deletedOnSource;
  private boolean turnedHere;
  private boolean mayTurnThere = true;
  private boolean movedThere;
  private OptionalLong agreedThere = OptionalLong.empty();
  private OptionalLong checkpoint = OptionalLong.empty();
  private OptionalLong checkpointBefore = OptionalLong.empty();
  private OptionalLong predecessors = OptionalLong.empty();

  // What the group does.

  /** These were read, or nobody wants them read any more. */
  void done(Collection<Long> records) {
    read.addAll(records);
  }

  /** These are to be read once more. */
  void again(Collection<Long> records) {
    read.removeAll(records);
  }

  void isOnSource() {
    deletedOnSource = false;
  }

  void movesOnSource() {
    isOnSource();
    turnedHere = false;
  }

  void movesOnTarget() {
    movedThere = true;
    turnedHere = false;
  }

  // What others do to it.

  /**
   * @param back whether that puts the group back behind where it was
   */
  void resetOnSource(OptionalLong before, boolean back) {
    isOnSource();
    turnedHere = back && seenHere.equals(before);
    mayTurnThere = true;
  }

  /**
   * @param alive whether the group stays, with other offsets
   */
  void goneFromSource(OptionalLong before, boolean alive) {
    deletedOnSource = seenOnSource && !alive;
    turnedHere = before.isPresent() && seenHere.equals(before);
    mayTurnThere = true;
  }

  /** The topic took the group's offset along. */
  void sourceCreatedAgain(boolean alive) {
    deletedOnSource = seenOnSource && !alive;
    mayTurnThere = true;
  }

  /** A commit for the earlier topic may come late: it is where the earlier checkpoint was. */
  void targetCreatedAgain() {
    mayTurnThere = true;
    predecessors = checkpoint;
  }

  // What a service sees and does.

  /**
   * A service looks at the source; of a group that none has ever seen there, nobody can tell that
   * it was deleted.
   *
   * @param offset what it takes notice of
   */
  void seenOnSource(boolean known, OptionalLong offset) {
    seenOnSource |= known;
    seenHere = offset;
  }

  /** The target offset of the checkpoint that a service has written. */
  void checkpoint(long downstream) {
    if (downstream != checkpoint.orElse(-1)) {
      checkpointBefore = checkpoint;
      checkpoint = OptionalLong.of(downstream);
    }
  }

  /** Both sides are at one place: each may be led anywhere by the other from then on. */
  void agree(OptionalLong there) {
    movedThere = false;
    agreedThere = there;
    checkpointBefore = OptionalLong.empty();
    predecessors = OptionalLong.empty();
  }

  void passesNothing(NavigableMap<Long, Long> log, long position) {
    assertThat(read)
        .as("read before %d", position)
        .containsAll(log.headMap(position, false).values());
  }

  /**
   * A service leads the group on the target.
   *
   * @param there where it is in a log that reaches that far
   */
  void ledOnTarget(NavigableMap<Long, Long> log, OptionalLong there, long to) {
    if (there.isPresent() && to < there.getAsLong() && !isOnePlace(log, to, there.getAsLong())) {
      boolean known =
          predecessors.equals(there)
              || checkpointBefore.equals(there)
              || isWhereBothWere(log, there.getAsLong());
      assertThat(movedThere && !known).as("led back to %d though it has read on", to).isFalse();
      assertThat(mayTurnThere).as("led back to %d though nobody turned it", to).isTrue();
    }
    passesNothing(log, to);
  }

  private boolean isWhereBothWere(NavigableMap<Long, Long> log, long there) {
    return agreedThere.isPresent() && isOnePlace(log, agreedThere.getAsLong(), there);
  }

  /** Whether nothing is to be read between two offsets. */
  static boolean isOnePlace(NavigableMap<Long, Long> log, long one, long other) {
    return log.subMap(Math.min(one, other), true, Math.max(one, other), false).isEmpty();
  }

  /** A service leads the group on the source. */
  void ledOnSource(NavigableMap<Long, Long> log, OptionalLong here, long to) {
    assertThat(to).as("leads forward only").isGreaterThan(here.orElse(-1));
    assertThat(deletedOnSource).as("deleted stays deleted").isFalse();
    assertThat(turnedHere).as("what an administrator did stands").isFalse();
    passesNothing(log, to);
  }
}
