package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

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
  private final TreeMap<Long, Long> source = new TreeMap<>();
  private final TreeMap<Long, Long> target = new TreeMap<>();
  private final Set<Long> read = new HashSet<>();
  private Uuid sourceId = Uuid.randomUuid();
  private Uuid targetId = Uuid.randomUuid();
  private OffsetMap map;
  private long nextRecord;
  private long sourceEnd;
  private long targetEnd;
  private long dataEnd;
  private long copied;
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
  private boolean turnedThere = true;
  private boolean turnedHere;

  /**
   * @param replaying whether who turns the group round on the source wants everything behind to be
   *     read again, on either side
   */
  GroupWorld(Random random, boolean replaying) {
    this.random = random;
    this.replaying = replaying;
    startMap(0);
  }

  // What happens to the topics.

  void produce() {
    for (int count = random.nextInt(1, 8); count > 0; count--) {
      source.put(sourceEnd++, nextRecord++);
    }
    sourceEnd += random.nextInt(3) == 0 ? random.nextInt(1, 3) : 0;
  }

  void copy() {
    if (!mapIsCurrent()) {
      startMap(random.nextInt(3) == 0 ? sourceEnd : 0);
    }
    for (int count = random.nextInt(1, 12); count > 0; count--) {
      Map.Entry<Long, Long> next = source.ceilingEntry(copied);
      if (next == null) {
        return;
      }
      if (next.getKey() > copied) {
        append(new Run(next.getKey(), targetEnd, targetEnd, Cause.GAP, ++clock));
      }
      target.put(targetEnd++, next.getValue());
      copied = next.getKey() + 1;
      dataEnd = targetEnd;
    }
  }

  void copyAll() {
    while (!mapIsCurrent() || source.ceilingEntry(copied) != null) {
      copy();
    }
  }

  void takeover() {
    if (mapIsCurrent()) {
      targetEnd += random.nextInt(1, 3);
      map = map.truncateTo(dataEnd).map();
      append(new Run(copied, targetEnd, dataEnd, Cause.TAKEOVER, ++clock));
    }
  }

  /** The coordinator removes the offsets too; an own commit under way may come after. */
  void createTargetAgain() {
    targetId = Uuid.randomUuid();
    target.clear();
    targetEnd = 0;
    dataEnd = 0;
    there = readOnThere || random.nextInt(3) > 0 ? OptionalLong.empty() : there;
    turnedThere = true;
  }

  void createSourceAgain() {
    sourceId = Uuid.randomUuid();
    read.addAll(source.values());
    source.clear();
    sourceEnd = 0;
    copied = 0;
    here = OptionalLong.empty();
    deletedOnSource = seenOnSource && !elsewhere;
    turnedThere = true;
  }

  /** What lies before is nothing that the flow was to copy. */
  private void startMap(long from) {
    read.addAll(source.headMap(from).values());
    copied = from;
    map = OffsetMap.empty(new Incarnation(sourceId, targetId));
    append(new Run(from, targetEnd, targetEnd, Cause.START, ++clock));
  }

  private void append(Run run) {
    map = map.append(run);
  }

  private boolean mapIsCurrent() {
    return map.incarnation().equals(new Incarnation(sourceId, targetId));
  }

  // What the group does.

  void readOnSource() {
    if (replay) {
      // Whoever deletes a group wants everything to be read again.
      read.removeAll(source.values());
    }
    replay = false;
    deletedOnSource = false;
    here = OptionalLong.of(read(source, here.orElse(0), sourceEnd));
    turnedHere = false;
  }

  void readOnTarget() {
    if (there.orElse(0) > targetEnd) {
      there = OptionalLong.empty();
    }
    OptionalLong before = there;
    there = OptionalLong.of(read(target, there.orElse(0), targetEnd));
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
    long offset = random.nextLong(sourceEnd + 1);
    read.addAll(source.headMap(offset).values());
    if (replaying) {
      read.removeAll(source.tailMap(offset).values());
    }
    replay = false;
    turnedHere = seenHere.equals(here) && offset < here.orElse(-1);
    here = OptionalLong.of(offset);
    deletedOnSource = false;
    turnedThere = true;
    return offset;
  }

  long resetOnTarget() {
    long offset = random.nextLong(targetEnd + 1);
    read.addAll(target.headMap(offset).values());
    there = OptionalLong.of(offset);
    readOnThere = true;
    turnedHere = false;
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
    return targetId;
  }

  long now() {
    clock += 1_000;
    return clock;
  }

  Map<TopicPartition, OffsetAndMetadata> committedOnSource() {
    Map<TopicPartition, OffsetAndMetadata> committed = new java.util.HashMap<>();
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
    return new Translator(
        Map.of(SOURCE, map),
        new Incarnations(
            sourceAnswers ? Optional.of(Map.of(SOURCE.topic(), sourceId)) : Optional.empty(),
            Map.of(SOURCE.topic(), targetId)),
        Map.of(SOURCE, new LogRange(0, targetEnd, dataEnd)),
        Map.of(SOURCE, new LogRange(0, sourceEnd, sourceEnd)));
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
  }

  /** The group is there, or behind markers that follow there. */
  void assertThereAt(long offset) {
    assertThat(there).isPresent();
    assertThat(target.subMap(Math.min(offset, there.getAsLong()), there.getAsLong()))
        .as("led on from %d to %s", offset, there)
        .isEmpty();
    assertThat(there.getAsLong()).isGreaterThanOrEqualTo(offset);
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
        return refused();
      }
      long to = offsets.get(COPY).offset();
      boolean back = there.isPresent() && to < there.getAsLong();
      if (back && there.getAsLong() <= targetEnd) {
        assertThat(readOnThere).as("led back to %d though it has read on", to).isFalse();
        assertThat(turnedThere).as("led back to %d though nobody turned it", to).isTrue();
      }
      assertThat(to).isLessThanOrEqualTo(targetEnd);
      passesNothing(target, to);
      there = OptionalLong.of(to);
      readOnThere = false;
      return KafkaFuture.completedFuture(null);
    };
  }

  OffsetCommits onSource() {
    return (group, offsets) -> {
      if (memberOnSource) {
        return refused();
      }
      long to = offsets.get(ORIGINAL).offset();
      assertThat(to).as("leads forward only").isGreaterThan(here.orElse(-1));
      assertThat(deletedOnSource).as("deleted stays deleted").isFalse();
      assertThat(turnedHere).as("what an administrator did stands").isFalse();
      passesNothing(source, to);
      here = OptionalLong.of(to);
      return KafkaFuture.completedFuture(null);
    };
  }

  /** What a coordinator says, by the protocol of the group and of the members. */
  private KafkaFuture<Void> refused() {
    KafkaFutureImpl<Void> refused = new KafkaFutureImpl<>();
    refused.completeExceptionally(
        switch (random.nextInt(4)) {
          case 0 -> new UnknownMemberIdException("classic");
          case 1 -> new FencedInstanceIdException("static");
          case 2 -> new StaleMemberEpochException("consumer protocol");
          default -> new GroupNotEmptyException("classic");
        });
    return refused;
  }

  @Override
  public String toString() {
    return "here=%s there=%s map=%s sourceEnd=%d targetEnd=%d copied=%d"
        .formatted(here, there, map.runs(), sourceEnd, targetEnd, copied);
  }
}
