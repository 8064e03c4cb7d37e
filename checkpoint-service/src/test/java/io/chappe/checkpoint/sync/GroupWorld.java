package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.SourcePartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition, its copy, and a group that reads them, with all that may happen to the three. Knows
 * which records the group has read, and fails when it would pass one that it hasn't, or when a sync
 * undoes what the group or an administrator did.
 */
final class GroupWorld {
  static final String GROUP = "g";
  static final SourcePartition SOURCE = new SourcePartition("orders", 3);
  static final TopicPartition ORIGINAL = new TopicPartition("orders", 3);
  static final TopicPartition COPY = new TopicPartition("us.orders", 3);
  private static final TopicPartition ELSEWHERE = new TopicPartition("elsewhere", 0);

  final Random random;
  private final boolean replaying;
  private final MirroredPartition topics;
  private final Set<Long> read = new HashSet<>();
  private long clock = 1_000_000;
  private OptionalLong here = OptionalLong.empty();
  private OptionalLong there = OptionalLong.empty();
  private boolean elsewhere;
  private boolean replay;
  private boolean memberOnSource;
  private boolean memberOnTarget;
  private boolean seenOnSource;
  private OptionalLong seenHere = OptionalLong.empty();
  private boolean deletedOnSource;
  private boolean readOnThere;
  private OptionalLong agreedThere = OptionalLong.empty();
  private OptionalLong stale = OptionalLong.empty();
  private boolean turnedThere = true;
  private boolean turnedHere;

  /**
   * @param replaying whether who turns the group round on the source wants everything behind to be
   *     read again, on either side
   */
  GroupWorld(Random random, boolean replaying) {
    this.random = random;
    this.replaying = replaying;
    this.topics = new MirroredPartition(random);
  }

  // What happens to the topics.

  void produce() {
    topics.produce();
  }

  void copy() {
    read.addAll(topics.copy());
  }

  void copyAll() {
    while (!topics.isCopied()) {
      copy();
    }
  }

  void takeover() {
    topics.takeover();
  }

  /** The coordinator removes the offsets too; an own commit under way may come after. */
  void createTargetAgain() {
    topics.createTargetAgain();
    there = readOnThere || random.nextInt(3) > 0 ? OptionalLong.empty() : there;
    stale = there;
    turnedThere = true;
  }

  void createSourceAgain() {
    read.addAll(topics.source.values());
    topics.createSourceAgain();
    here = OptionalLong.empty();
    deletedOnSource = seenOnSource && !elsewhere;
    turnedThere = true;
  }

  // What the group does.

  void readOnSource() {
    if (replay) {
      // Whoever deletes a group wants everything to be read again.
      read.removeAll(topics.source.values());
    }
    replay = false;
    deletedOnSource = false;
    here = OptionalLong.of(read(topics.source, here.orElse(0), topics.sourceEnd));
    turnedHere = false;
  }

  void readOnTarget() {
    if (there.orElse(0) > topics.targetEnd || stale.isPresent() && there.equals(stale)) {
      there = OptionalLong.empty();
    }
    stale = OptionalLong.empty();
    OptionalLong before = there;
    there = OptionalLong.of(read(topics.target, there.orElse(0), topics.targetEnd));
    replay = false;
    if (!there.equals(before)) {
      readOnThere = true;
      turnedHere = false;
    }
  }

  private long read(TreeMap<Long, Long> log, long from, long end) {
    passesNothing(log, from);
    long position = from;
    for (int count = random.nextInt(0, 15); count > 0; count--) {
      Map.Entry<Long, Long> next = log.ceilingEntry(position);
      if (next == null) {
        return random.nextBoolean() ? position : Math.max(position, end);
      }
      read.add(next.getValue());
      position = next.getKey() + 1;
    }
    return position;
  }

  private void passesNothing(TreeMap<Long, Long> log, long position) {
    assertThat(read).as("read before %d", position).containsAll(log.headMap(position).values());
  }

  void join() {
    memberOnSource = random.nextBoolean();
    memberOnTarget = !memberOnSource;
  }

  void leave() {
    memberOnSource = false;
    memberOnTarget = false;
  }

  /** The group has another partition, which keeps it alive when it loses the offset of ours. */
  void readElsewhere() {
    elsewhere = true;
    deletedOnSource = false;
  }

  // What administrators and expiry do.

  long resetOnSource() {
    long offset = random.nextLong(topics.sourceEnd + 1);
    read.addAll(topics.source.headMap(offset).values());
    if (replaying) {
      read.removeAll(topics.source.tailMap(offset).values());
    }
    replay = false;
    turnedHere = seenHere.equals(here) && offset < here.orElse(-1);
    here = OptionalLong.of(offset);
    deletedOnSource = false;
    turnedThere = true;
    return offset;
  }

  long resetOnTarget() {
    long offset = random.nextLong(topics.targetEnd + 1);
    read.addAll(topics.target.headMap(offset).values());
    there = OptionalLong.of(offset);
    readOnThere = true;
    turnedHere = false;
    replay = false;
    return offset;
  }

  void deleteOnSource() {
    deletedOnSource = seenOnSource;
    replay = replaying;
    elsewhere = false;
    turnedHere = here.isPresent() && seenHere.equals(here);
    here = OptionalLong.empty();
    turnedThere = true;
  }

  void expireOnSource() {
    deletedOnSource = seenOnSource && !elsewhere;
    turnedHere = here.isPresent() && seenHere.equals(here);
    here = OptionalLong.empty();
    turnedThere = true;
  }

  void deleteOnTarget() {
    there = OptionalLong.empty();
  }

  // What a checkpoint-service sees and does.

  OptionalLong here() {
    return here;
  }

  OptionalLong there() {
    return there;
  }

  boolean sourceIsIdle() {
    return !memberOnSource;
  }

  boolean targetIsIdle() {
    return !memberOnTarget;
  }

  Uuid remoteTopic() {
    return topics.targetId();
  }

  long now() {
    clock += 1_000;
    return clock;
  }

  Map<TopicPartition, OffsetAndMetadata> committedOnSource() {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    here.ifPresent(offset -> committed.put(ORIGINAL, new OffsetAndMetadata(offset)));
    if (elsewhere) {
      committed.put(ELSEWHERE, new OffsetAndMetadata(1));
    }
    return committed;
  }

  Map<TopicPartition, OffsetAndMetadata> committedOnTarget() {
    return there.isPresent() ? Map.of(COPY, new OffsetAndMetadata(there.getAsLong())) : Map.of();
  }

  Translator translator(boolean sourceAnswers) {
    return topics.translator(sourceAnswers);
  }

  /** A service has seen the group on the source; of any other it can't tell that it was deleted. */
  void seenOnSource(OptionalLong offset) {
    seenOnSource = true;
    seenHere = offset;
  }

  /** Where both sides are at the same place, each may be led anywhere by the other from then on. */
  void look() {
    if (isOnePlace()) {
      agree();
    }
  }

  void agree() {
    readOnThere = false;
    agreedThere = there;
  }

  /** The group is there, or behind markers that follow there. */
  void assertThereAt(long offset) {
    assertThat(there).isPresent();
    assertThat(topics.target.subMap(Math.min(offset, there.getAsLong()), there.getAsLong()))
        .as("led on from %d to %s", offset, there)
        .isEmpty();
    assertThat(there.getAsLong()).isGreaterThanOrEqualTo(offset);
  }

  /** Whether nobody has moved the group on the target since it was led to where it is. */
  boolean isFollowing() {
    OptionalLong led =
        here.isPresent()
            ? translator(true).toTarget(SOURCE, here.getAsLong()).position()
            : OptionalLong.empty();
    return isOnePlace() && there.getAsLong() >= led.orElse(Long.MAX_VALUE);
  }

  boolean isOnePlace() {
    Translator translator = translator(true);
    return here.isPresent()
        && there.isPresent()
        && (translator.toTarget(SOURCE, here.getAsLong()).position().equals(there)
            || translator.toSource(SOURCE, there.getAsLong()).position().equals(here));
  }

  OffsetCommits onTarget() {
    return (group, offsets) -> {
      if (memberOnTarget) {
        return Refusals.refused(random);
      }
      long to = offsets.get(COPY).offset();
      boolean back =
          there.isPresent()
              && to < there.getAsLong()
              && !topics.target.subMap(to, there.getAsLong()).isEmpty();
      if (back && there.getAsLong() <= topics.targetEnd) {
        assertThat(readOnThere && !there.equals(agreedThere))
            .as("led back to %d though it has read on", to)
            .isFalse();
        assertThat(turnedThere).as("led back to %d though nobody turned it", to).isTrue();
      }
      assertThat(to).isLessThanOrEqualTo(topics.targetEnd);
      passesNothing(topics.target, to);
      there = OptionalLong.of(to);
      stale = OptionalLong.empty();
      agree();
      return KafkaFuture.completedFuture(null);
    };
  }

  OffsetCommits onSource() {
    return (group, offsets) -> {
      if (memberOnSource) {
        return Refusals.refused(random);
      }
      long to = offsets.get(ORIGINAL).offset();
      assertThat(to).as("leads forward only").isGreaterThan(here.orElse(-1));
      assertThat(deletedOnSource).as("deleted stays deleted").isFalse();
      assertThat(turnedHere).as("what an administrator did stands").isFalse();
      passesNothing(topics.source, to);
      here = OptionalLong.of(to);
      return KafkaFuture.completedFuture(null);
    };
  }

  @Override
  public String toString() {
    return "here=%s there=%s topics=%s".formatted(here, there, topics);
  }
}
