package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Random;

/** A random history of a group: a world, and instances that take turns in syncing it. */
final class GroupHistory {
  private final Random random;
  private final GroupWorld world;
  private final GroupSides sides;
  private final InMemoryTopic checkpoints = new InMemoryTopic();
  private final InMemoryTopic failbacks = new InMemoryTopic();
  private SyncInstance instance;

  /** What happens in a history. */
  interface Events {
    void of(GroupHistory history) throws Exception;
  }

  private GroupHistory(Random random, boolean replaying) {
    this.random = random;
    sides = new GroupSides(random);
    world = new GroupWorld(sides, replaying);
    startInstance();
  }

  /**
   * Lets a history happen; one that fails is told step by step.
   *
   * @param replaying whether who turns the group round on the source wants everything behind to be
   *     read again, on either side
   */
  static void happens(Random random, boolean replaying, Events events) throws Exception {
    GroupHistory history = new GroupHistory(random, replaying);
    try {
      events.of(history);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + history.sides.story(), e);
    }
  }

  /** The group moves, and each time is followed by the other side. */
  void movesBackAndForth(int moves) throws Exception {
    world.produce();
    for (int move = 0; move < moves; move++) {
      topicsGoOn();
      settle();
      if (random.nextBoolean()) {
        world.readOnTarget();
      } else {
        world.readOnSource();
      }
    }
    settle();
  }

  /** Administrators act, each time when the other side has followed what was before. */
  void isActedOn(int acts) throws Exception {
    world.produce();
    world.readOnSource();
    for (int act = 0; act < acts; act++) {
      topicsGoOn();
      settle();
      act();
    }
    settle();
  }

  /** All at once, and rounds of all kinds in between. */
  void goesOnAnyhow(int steps) throws Exception {
    for (int step = 0; step < steps; step++) {
      step();
    }
    settle();
  }

  /** After a restart, or as the share has moved to it. */
  private void startInstance() {
    instance = new SyncInstance(sides, checkpoints, failbacks);
    sides.tell("instance starts");
  }

  private void topicsGoOn() {
    for (int count = random.nextInt(4); count > 0; count--) {
      switch (random.nextInt(5)) {
        case 0, 1 -> world.produce();
        case 2, 3 -> world.copy();
        default -> world.takeover();
      }
    }
  }

  /** Rounds until nothing changes, which must be soon. */
  private void settle() throws Exception {
    world.leave();
    world.copyAll();
    for (int round = 0; round < 6; round++) {
      if (random.nextInt(3) == 0) {
        startInstance();
      }
      instance.round(round > 0 || random.nextBoolean(), true);
    }
    OptionalLong here = sides.here;
    OptionalLong there = sides.there;
    instance.round(true, true);
    assertThat(sides.here).isEqualTo(here);
    assertThat(sides.there).isEqualTo(there);
    sides.look();
  }

  /** Who turns a group round where both sides differ can't mean both. */
  private int actNow() {
    int act = random.nextInt(9);
    return (act == 4 || act == 6) && !sides.isFollowing() ? 8 : act;
  }

  private void act() throws Exception {
    switch (actNow()) {
      case 0, 1 -> world.readOnSource();
      case 2, 3 -> world.readOnTarget();
      case 4 -> {
        OptionalLong offset = OptionalLong.of(world.resetOnSource());
        restartThenSettle();
        assertThat(sides.here).isEqualTo(offset);
      }
      case 5 -> {
        OptionalLong before = sides.there;
        OptionalLong offset = OptionalLong.of(world.resetOnTarget());
        settle();
        if (offset.getAsLong() < before.orElse(-1)) {
          sides.assertThereAt(offset.getAsLong());
        }
      }
      case 6 -> {
        world.deleteOnSource();
        restartThenSettle();
        assertThat(sides.here).isEmpty();
        if (random.nextBoolean()) {
          world.readOnSource();
        }
      }
      case 7 -> {
        world.readElsewhere();
        settle();
        world.expireOnSource();
        settle();
        assertThat(sides.here).isEmpty();
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

  private void step() throws Exception {
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
}
