package io.chappe.checkpoint.sync;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/** All that may happen to a partition, its copy, and a group that reads them, but for its syncs. */
final class GroupWorld {
  private final Random random;
  private final boolean replaying;
  private final GroupSides sides;
  private final MirroredPartition topics;
  private final GroupOracle oracle;
  private boolean replay;

  /**
   * @param replaying whether who turns the group round on the source wants everything behind to be
   *     read again, on either side
   */
  GroupWorld(GroupSides sides, boolean replaying) {
    this.random = sides.random;
    this.replaying = replaying;
    this.sides = sides;
    this.topics = sides.topics;
    this.oracle = sides.oracle;
  }

  // What happens to the topics.

  void produce() {
    topics.produce();
    sides.tell("produces");
  }

  void copy() {
    oracle.done(topics.copy());
    sides.tell("copies");
  }

  void copyAll() {
    while (!topics.isCopied()) {
      copy();
    }
  }

  void takeover() {
    topics.takeover();
    sides.tell("taken over");
  }

  /**
   * The coordinator removes the offsets too. A commit under way may come after; nothing tells that
   * it is about the earlier topic, but that a service knew the offset before.
   */
  void createTargetAgain() {
    topics.createTargetAgain();
    boolean late =
        sides.there.isPresent() && sides.there.equals(sides.knownThere) && random.nextInt(3) == 0;
    sides.there = late ? sides.there : OptionalLong.empty();
    sides.stale = sides.there;
    oracle.targetCreatedAgain();
    sides.tell("target topic created again");
  }

  void createSourceAgain() {
    oracle.done(topics.source.values());
    topics.createSourceAgain();
    sides.here = OptionalLong.empty();
    oracle.sourceCreatedAgain(sides.elsewhere);
    sides.tell("source topic created again");
  }

  // What the group does.

  void readOnSource() {
    if (replay) {
      // Whoever deletes a group wants everything to be read again.
      oracle.again(topics.source.values());
    }
    replay = false;
    sides.here = OptionalLong.of(read(topics.source, sides.here.orElse(0), topics.sourceEnd));
    oracle.movesOnSource();
    sides.tell("reads on source");
  }

  void readOnTarget() {
    if (sides.there.orElse(0) > topics.targetEnd
        || sides.stale.isPresent() && sides.there.equals(sides.stale)) {
      sides.there = OptionalLong.empty();
    }
    OptionalLong before = sides.there;
    sides.there = OptionalLong.of(read(topics.target, sides.there.orElse(0), topics.targetEnd));
    replay = false;
    sides.stale = OptionalLong.empty();
    if (!sides.there.equals(before)) {
      sides.knownThere = OptionalLong.empty();
      oracle.movesOnTarget();
    }
    sides.tell("reads on target");
  }

  private long read(TreeMap<Long, Long> log, long from, long end) {
    oracle.passesNothing(log, from);
    long position = from;
    for (int count = random.nextInt(0, 15); count > 0; count--) {
      Map.Entry<Long, Long> next = log.ceilingEntry(position);
      if (next == null) {
        return random.nextBoolean() ? position : Math.max(position, end);
      }
      oracle.done(List.of(next.getValue()));
      position = next.getKey() + 1;
    }
    return position;
  }

  void join() {
    sides.memberOnSource = random.nextBoolean();
    sides.memberOnTarget = !sides.memberOnSource;
    sides.tell(sides.memberOnSource ? "joins on source" : "joins on target");
  }

  void leave() {
    sides.memberOnSource = false;
    sides.memberOnTarget = false;
    sides.tell("leaves");
  }

  /** The group has another partition, which keeps it alive when it loses the offset of ours. */
  void readElsewhere() {
    sides.elsewhere = true;
    oracle.isOnSource();
    sides.tell("reads elsewhere");
  }

  // What administrators and expiry do.

  long resetOnSource() {
    long offset = random.nextLong(topics.sourceEnd + 1);
    oracle.done(topics.source.headMap(offset).values());
    if (replaying) {
      oracle.again(topics.source.tailMap(offset).values());
    }
    replay = false;
    oracle.resetOnSource(sides.here, offset < sides.here.orElse(-1));
    sides.here = OptionalLong.of(offset);
    sides.tell("reset on source");
    return offset;
  }

  long resetOnTarget() {
    long offset = random.nextLong(topics.targetEnd + 1);
    oracle.done(topics.target.headMap(offset).values());
    sides.there = OptionalLong.of(offset);
    sides.knownThere = OptionalLong.empty();
    oracle.movesOnTarget();
    replay = false;
    sides.tell("reset on target");
    return offset;
  }

  void deleteOnSource() {
    replay = replaying;
    sides.elsewhere = false;
    goneFromSource("deleted on source");
  }

  void expireOnSource() {
    goneFromSource("expired on source");
  }

  private void goneFromSource(String how) {
    oracle.goneFromSource(sides.here, sides.elsewhere);
    sides.here = OptionalLong.empty();
    sides.tell(how);
  }

  void deleteOnTarget() {
    sides.there = OptionalLong.empty();
    sides.knownThere = OptionalLong.empty();
    sides.tell("deleted on target");
  }
}
