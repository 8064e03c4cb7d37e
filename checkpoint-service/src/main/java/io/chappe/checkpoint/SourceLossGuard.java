package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.cluster.ClusterIdentity;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.config.FlowConfig;
import io.chappe.failure.Reason;
import io.chappe.failure.Reasoned;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what a source has deleted from what it has lost. One that has lost its disks answers as if
 * nobody had ever committed anything, just when the checkpoints are needed. For one thread.
 */
final class SourceLossGuard {
  /** Groups that may be gone at once in any case. */
  static final int ALWAYS = 3;

  /** What is gone within this time is gone at once. */
  static final Duration WINDOW = Duration.ofHours(1);

  private static final Logger LOGGER = LoggerFactory.getLogger(SourceLossGuard.class);
  private static final int ALL = 100;
  private static final int NAMES_IN_A_LINE = 10;

  private final FlowConfig flow;
  private final Steps steps;
  private final EmittedCheckpoints emitted;
  private final Callable<ClusterIdentity> source;
  private final InstantSource clock;
  private final Deque<Instant> believed = new ArrayDeque<>();
  private Set<String> lostBefore = Set.of();
  private Set<String> lost = new HashSet<>();
  private Set<CheckpointKey> held = new HashSet<>();
  private Optional<ClusterIdentity> first = Optional.empty();
  private Optional<Optional<String>> doubt = Optional.empty();

  /**
   * @param source asks the source who it is
   */
  SourceLossGuard(
      FlowConfig flow,
      Steps steps,
      EmittedCheckpoints emitted,
      Callable<ClusterIdentity> source,
      InstantSource clock) {
    this.flow = flow;
    this.steps = steps;
    this.emitted = emitted;
    this.source = source;
    this.clock = clock;
  }

  /** Begins a round. */
  void begin() {
    lostBefore = lost;
    lost = new HashSet<>();
    held = new HashSet<>();
    doubt = Optional.empty();
  }

  /** Takes notice of what a group that has checkpoints has on the source. */
  void look(String group, Map<TopicPartition, OffsetAndMetadata> committed) {
    if (committed.isEmpty()) {
      lost(group);
    }
  }

  /** Takes notice that a group that has checkpoints has no offset on the source any more. */
  void lost(String group) {
    lost.add(group);
  }

  /** Whether a checkpoint stays in this round though the source has no such offset. */
  boolean isHeld(CheckpointKey key) {
    return held.contains(key);
  }

  /**
   * Of checkpoints whose offsets the source says are gone, those that stay.
   *
   * @param gone what the source has said twice that it is gone
   */
  Set<CheckpointKey> held(Collection<CheckpointKey> gone, RoundView view)
      throws InterruptedException {
    if (flow.checkpoints().goneMaxPercent() == ALL) {
      return Set.of();
    }
    boolean known = first.filter(each -> each.groupsTopic().isPresent()).isPresent();
    if (doubt.isEmpty() && !(known && gone.isEmpty())) {
      doubt = Optional.of(doubtAboutSource(view));
    }
    Set<CheckpointKey> bySource = new HashSet<>(gone);
    bySource.removeIf(key -> targetSaysSo(key, view));
    Set<CheckpointKey> doubted = new HashSet<>(bySource);
    Optional<String> why = bySource.isEmpty() ? Optional.empty() : doubt.orElseThrow();
    if (why.isEmpty()) {
      doubted.removeIf(key -> !isLost(key.group()));
      why = doubted.isEmpty() ? Optional.empty() : tooMany();
    }
    if (why.isPresent()) {
      held.addAll(doubted);
      say(why.get());
      return doubted;
    }
    doubted.stream()
        .map(CheckpointKey::group)
        .distinct()
        .forEach(each -> believed.add(clock.instant()));
    return Set.of();
  }

  /** Ends a round. */
  void end() throws StepFailedException, InterruptedException {
    if (held.isEmpty()) {
      steps.take(subject(), () -> true);
    }
  }

  private boolean isLost(String group) {
    return lost.contains(group) || lostBefore.contains(group);
  }

  private boolean targetSaysSo(CheckpointKey key, RoundView view) {
    Optional<String> topic = view.names().sourceOf(key.partition()).map(SourcePartition::topic);
    StoredCheckpoint standing = emitted.of(key.group()).get(key.partition());
    return topic.filter(view.topics()::copyIsGone).isPresent()
        || topic
            .map(view.incarnations().target()::get)
            .filter(id -> standing != null && standing.isAboutOther(id))
            .isPresent();
  }

  private Optional<String> doubtAboutSource(RoundView view) throws InterruptedException {
    ClusterIdentity now;
    try {
      now = steps.take("asking " + flow.id().source() + " for its id", source);
    } catch (StepFailedException e) {
      return Optional.of("%s does not say who it is".formatted(flow.id().source()));
    }
    ClusterIdentity before = first.orElse(now);
    first = Optional.of(before.completedBy(now));
    if (!before.isStill(now)) {
      return Optional.of("%s was set up anew".formatted(flow.id().source()));
    }
    return emitted.size() == 0 || isAnyTopicThere(view)
        ? Optional.empty()
        : Optional.of("%s has none of the topics any more".formatted(flow.id().source()));
  }

  /** Whether the source has one topic at least that there are checkpoints for. */
  private boolean isAnyTopicThere(RoundView view) {
    Map<String, Optional<Uuid>> topics = view.topics().source().orElse(Map.of());
    for (String group : emitted.groups()) {
      for (Map.Entry<TopicPartition, StoredCheckpoint> each : emitted.of(group).entrySet()) {
        Optional<Uuid> id =
            view.names()
                .sourceOf(each.getKey())
                .flatMap(source -> topics.getOrDefault(source.topic(), Optional.empty()));
        if (id.filter(present -> isOf(present, each.getValue())).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOf(Uuid topic, StoredCheckpoint standing) {
    return standing
        .incarnation()
        .map(each -> Incarnation.isSame(each.sourceTopicId(), topic))
        .orElse(true);
  }

  private Optional<String> tooMany() {
    Instant now = clock.instant();
    believed.removeIf(each -> each.isBefore(now.minus(WINDOW)));
    Set<String> gone = new TreeSet<>(lost);
    gone.addAll(lostBefore);
    Set<String> standing = new HashSet<>(emitted.groups());
    standing.removeIf(group -> !flow.groupFilter().accepts(group));
    gone.retainAll(standing);
    int all = standing.size() + believed.size();
    int atOnce = gone.size() + believed.size();
    boolean allAreGone = atOnce == all && atOnce > 1;
    if (atOnce <= Math.max(ALWAYS, all * flow.checkpoints().goneMaxPercent() / ALL)
        && !allAreGone) {
      return Optional.empty();
    }
    String names = gone.stream().limit(NAMES_IN_A_LINE).collect(Collectors.joining(", "));
    return Optional.of(
        "%d of %d groups have lost all their offsets on %s within an hour (%s%s)"
            .formatted(
                atOnce,
                all,
                flow.id().source(),
                names,
                gone.size() > NAMES_IN_A_LINE ? ", ..." : ""));
  }

  private String subject() {
    return "forgetting what is gone from " + flow.id().source();
  }

  private void say(String why) throws InterruptedException {
    try {
      steps.take(
          subject(),
          () -> {
            throw new SourceLossException(
                "%s, so checkpoints stay. If groups were deleted on purpose, set %s.emit.checkpoints.gone.max.percent to 100 until theirs are gone"
                    .formatted(why, flow.id()));
          });
    } catch (StepFailedException told) {
      LOGGER.debug("checkpoints stay: flow={}", flow.id(), told);
    }
  }

  private static final class SourceLossException extends KafkaException implements Reasoned {
    private static final long serialVersionUID = 1L;

    SourceLossException(String message) {
      super(message);
    }

    @Override
    public Reason reason() {
      return Reason.SOURCE_LOSS;
    }
  }
}
