package io.chappe.checkpoint.sync;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A group that moves between the clusters, over random histories of the partition it reads, of the
 * group itself, of what administrators do to both, and of the instances that sync it. {@link
 * GroupOracle} fails where a group would pass a record that it hasn't read, or go back though it
 * has read on, or where what an administrator did would be undone.
 */
class BothDirectionsPropertiesTest {

  @Property(tries = 1500)
  void aGroupThatMovesBackAndForthIsFollowedAndTheDirectionsDoNotFight(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int moves) throws Exception {
    GroupHistory.happens(new Random(seed), false, history -> history.movesBackAndForth(moves));
  }

  @Property(tries = 700)
  void whatAnAdministratorDidOnOneSideStandsAndIsFollowedAcrossRestarts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int acts) throws Exception {
    GroupHistory.happens(new Random(seed), true, history -> history.isActedOn(acts));
  }

  @Property(tries = 700)
  void inWhateverOrderThingsHappenNothingIsPassedAndNothingUndone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int steps) throws Exception {
    GroupHistory.happens(new Random(seed), false, history -> history.goesOnAnyhow(steps));
  }
}
