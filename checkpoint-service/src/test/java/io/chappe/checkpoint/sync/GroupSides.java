package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A partition, its copy, and what a group has committed for the two, as a checkpoint-service sees
 * and changes them. The {@link GroupOracle} judges its commits, and the story tells of them.
 */
final class GroupSides {
  static final String GROUP = "g";
  static final SourcePartition SOURCE = new SourcePartition("orders", 3);
  static final TopicPartition ORIGINAL = new TopicPartition("orders", 3);
  static final TopicPartition COPY = new TopicPartition("us.orders", 3);
  private static final TopicPartition ELSEWHERE = new TopicPartition("elsewhere", 0);

  final Random random;
  final GroupOracle oracle = new GroupOracle();
  final MirroredPartition topics;
  OptionalLong here = OptionalLong.empty();
  OptionalLong there = OptionalLong.empty();
  boolean elsewhere;
  boolean memberOnSource;
  boolean memberOnTarget;
  OptionalLong knownThere = OptionalLong.empty();
  OptionalLong stale = OptionalLong.empty();
  private final StringBuilder story = new StringBuilder();
  private long clock = 1_000_000;

  GroupSides(Random random) {
    this.random = random;
    this.topics = new MirroredPartition(random);
  }

  void tell(String what) {
    story.append("\n  ").append(what).append(": source ");
    here.ifPresentOrElse(story::append, () -> story.append('-'));
    story.append(", target ");
    there.ifPresentOrElse(story::append, () -> story.append('-'));
    story.append(" of ").append(topics.sourceEnd).append(", ").append(topics.targetEnd);
  }

  String story() {
    return story + "\n  " + topics;
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

  /** A service looks at both sides, and knows how it comes that the target is where it is. */
  void look() {
    if (isOnePlace()) {
      oracle.agree(there);
    }
  }

  /** A service has seen the target at the checkpoint of what it has seen on the source. */
  void seenAtCheckpoint() {
    if (led().equals(there)) {
      knownThere = there;
    }
  }

  private OptionalLong led() {
    return here.isPresent()
        ? translator(true).toTarget(SOURCE, here.getAsLong()).position()
        : OptionalLong.empty();
  }

  /** The group is there, or behind markers that follow there. */
  void assertThereAt(long offset) {
    assertThat(there).isPresent();
    assertThat(GroupOracle.isOnePlace(topics.target, offset, there.getAsLong()))
        .as("led on from %d to %s", offset, there)
        .isTrue();
    assertThat(there.getAsLong()).isGreaterThanOrEqualTo(offset);
  }

  /** Whether nobody has moved the group on the target since it was led to where it is. */
  boolean isFollowing() {
    return isOnePlace() && there.getAsLong() >= led().orElse(Long.MAX_VALUE);
  }

  boolean isOnePlace() {
    return here.isPresent()
        && there.isPresent()
        && (led().equals(there)
            || translator(true).toSource(SOURCE, there.getAsLong()).position().equals(here));
  }

  OffsetCommits onTarget() {
    return (group, offsets) -> {
      if (memberOnTarget) {
        return Refusals.refused(random);
      }
      long to = offsets.get(COPY).offset();
      tell("-> leads target to " + to);
      assertThat(to).isLessThanOrEqualTo(topics.targetEnd);
      boolean inLog = there.orElse(-1) <= topics.targetEnd;
      oracle.ledOnTarget(topics.target, inLog ? there : OptionalLong.empty(), to);
      there = OptionalLong.of(to);
      knownThere = there;
      stale = OptionalLong.empty();
      oracle.agree(there);
      return KafkaFuture.completedFuture(null);
    };
  }

  OffsetCommits onSource() {
    return (group, offsets) -> {
      if (memberOnSource) {
        return Refusals.refused(random);
      }
      long to = offsets.get(ORIGINAL).offset();
      tell("-> leads source to " + to);
      oracle.ledOnSource(topics.source, here, to);
      here = OptionalLong.of(to);
      look();
      return KafkaFuture.completedFuture(null);
    };
  }
}
