package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.cluster.ClusterIdentity;
import io.chappe.checkpoint.emission.Agreements;
import io.chappe.checkpoint.emission.CheckpointEmission;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Note;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.config.TopicSelection;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/** What a round does to the checkpoints topic. For one thread. */
final class EmissionWork {
  private final FlowConfig flow;
  private final TopicSelection selection;
  private final FlowClients clients;
  private final Steps steps;
  private final CheckpointMeters meters;
  private final EmittedCheckpoints emitted;
  private final Optional<FailbackWork> failback;
  private final Runnable tick;
  private final Map<Inexact, Integer> inexact = new EnumMap<>(Inexact.class);
  private Set<CheckpointKey> suspects = new HashSet<>();
  private Set<CheckpointKey> suspectsBefore = Set.of();
  private final DepartedGroups departed = new DepartedGroups();
  private final SourceLossGuard loss;

  EmissionWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      CheckpointMeters meters,
      EmittedCheckpoints emitted,
      Optional<FailbackWork> failback,
      Runnable tick) {
    this.flow = flow;
    this.selection = new TopicSelection(flow);
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.emitted = emitted;
    this.failback = failback;
    this.tick = tick;
    this.loss =
        new SourceLossGuard(
            flow,
            steps,
            emitted,
            () -> ClusterIdentity.of(clients.sourceAdmin()),
            InstantSource.system());
  }

  void begin() {
    inexact.clear();
    loss.begin();
    suspectsBefore = suspects;
    suspects = new HashSet<>();
  }

  void end() throws StepFailedException, InterruptedException {
    meters.inexact(inexact);
    loss.end();
  }

  /** Whether a checkpoint stays for now though the source has no such offset any more. */
  boolean isHeld(CheckpointKey key) {
    return loss.isHeld(key);
  }

  /**
   * Writes what is new.
   *
   * @param fromMemory whether this is what the source had said once
   */
  void emit(
      List<CommittedOffset> known,
      TargetOffsets there,
      Translator translator,
      RoundView view,
      boolean fromMemory)
      throws StepFailedException, InterruptedException {
    List<CommittedOffset> sure =
        fromMemory
            ? known.stream().filter(each -> isAboutTheMap(each, translator, view)).toList()
            : known;
    CheckpointEmission emission =
        CheckpointEmission.of(
            sure, translator, view.names(), emitted, InstantSource.system().millis());
    emission.inexact().forEach((reason, count) -> inexact.merge(reason, count, Integer::sum));
    List<StoredCheckpoint> news = noted(emission.news(), there);
    if (failback.isPresent()) {
      failback.get().beforeTurns(news, there);
    }
    long notes = news.stream().filter(this::saysTheSame).count();
    CheckpointWriter writer = writer();
    news.forEach(each -> writer.write(each, () -> emitted.remember(each)));
    meters.written(Math.max(0, written(writer) - (int) notes));
  }

  /** Whether a checkpoint stands already, and only what is noted beside it is new. */
  private boolean saysTheSame(StoredCheckpoint next) {
    Checkpoint checkpoint = next.checkpoint();
    StoredCheckpoint standing =
        emitted.of(checkpoint.consumerGroupId()).get(checkpoint.topicPartition());
    return standing != null
        && standing.checkpoint().upstreamOffset() == checkpoint.upstreamOffset()
        && standing.checkpoint().downstreamOffset() == checkpoint.downstreamOffset();
  }

  /** What turns a group round is only written after a look at where the group is on the target. */
  private List<StoredCheckpoint> noted(List<StoredCheckpoint> news, TargetOffsets there)
      throws StepFailedException, InterruptedException {
    Agreements agreements = emitted.agreements();
    if (looksAtTarget()) {
      there.read(
          news.stream()
              .filter(agreements::isTurn)
              .map(each -> each.checkpoint().consumerGroupId())
              .distinct()
              .toList());
    }
    return news.stream()
        .filter(
            each -> !agreements.isTurn(each) || mayTurn(each.checkpoint().consumerGroupId(), there))
        .map(
            each -> {
              Checkpoint next = each.checkpoint();
              String group = next.consumerGroupId();
              return agreements.isTurn(each) && there.knows(group)
                  ? agreements.noted(each, there.of(group, next.topicPartition()))
                  : agreements.noted(each);
            })
        .toList();
  }

  /**
   * Whether what turns a group round, or parts from it, may be written: not if the target was to
   * say where the group is, and didn't answer. Then that waits for a round in which it does.
   */
  private boolean mayTurn(String group, TargetOffsets there) {
    return !looksAtTarget() || there.knows(group);
  }

  private boolean isAboutTheMap(CommittedOffset known, Translator translator, RoundView view) {
    StoredCheckpoint standing =
        emitted.of(known.group()).get(view.names().copyOf(known.partition()));
    OffsetMap map = translator.maps().get(known.partition());
    return map != null && standing.isAbout(map);
  }

  /** Gone is what a cluster has said is gone, in two rounds in a row. */
  void tellGone(
      List<String> groups,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      TargetOffsets there,
      Translator translator,
      RoundView view)
      throws StepFailedException, InterruptedException {
    List<CheckpointKey> gone = new ArrayList<>();
    for (String group : groups) {
      if (committed.containsKey(group)) {
        emitted
            .of(group)
            .forEach(
                (copy, standing) -> {
                  CheckpointKey key = new CheckpointKey(group, copy);
                  if (isGone(standing, committed.get(group), translator, view)) {
                    suspects.add(key);
                    loss.look(group, committed.get(group));
                    if (suspectsBefore.contains(key)) {
                      gone.add(key);
                    }
                  }
                });
      }
    }
    gone.removeAll(loss.held(gone, view));
    if (!gone.isEmpty()) {
      part(gone, there, view);
    }
  }

  /** What is gone is only said after a look at where the group is on the target. */
  private void part(List<CheckpointKey> certain, TargetOffsets there, RoundView view)
      throws StepFailedException, InterruptedException {
    if (looksAtTarget()) {
      there.read(certain.stream().map(CheckpointKey::group).distinct().toList());
    }
    List<CheckpointKey> gone = certain.stream().filter(key -> mayTurn(key.group(), there)).toList();
    if (failback.isPresent()) {
      failback.get().beforePartings(gone, there, view);
    }
    CheckpointWriter writer = writer();
    for (CheckpointKey key : gone) {
      Optional<Note> note =
          there.hasAny(key.group())
              ? Optional.of(
                  emitted.agreements().parting(key, there.of(key.group(), key.partition())))
              : Optional.empty();
      writer.writeGone(key, note, () -> emitted.forget(key, note));
    }
    meters.gone(written(writer));
  }

  private boolean looksAtTarget() {
    return flow.checkpoints().syncGroupOffsets() || failback.isPresent();
  }

  private boolean isGone(
      StoredCheckpoint standing,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Translator translator,
      RoundView view) {
    Optional<SourcePartition> source =
        view.names().sourceOf(standing.checkpoint().topicPartition());
    if (source.isEmpty() || !selection.checkpoints(source.get().topic())) {
      return false;
    }
    String topic = source.get().topic();
    // A topic that must not be seen is missing in the committed offsets too.
    boolean offsetIsGone =
        view.topics().sourceKnows(topic)
            && !committed.containsKey(TopicLookup.original(source.get()));
    return offsetIsGone
        || view.topics().copyIsGone(topic)
        || isAboutPredecessor(standing, source.get(), translator);
  }

  /** Whether the remote topic was created again since: then the checkpoint leads nowhere. */
  private static boolean isAboutPredecessor(
      StoredCheckpoint standing, SourcePartition source, Translator translator) {
    Uuid now = translator.incarnations().target().get(source.topic());
    OffsetMap map = translator.maps().get(source);
    return now != null
        && (standing.isAboutOther(now)
            || map != null
                && standing.isAbout(map)
                && !map.incarnation().targetTopicId().equals(now));
  }

  /**
   * Forgets what is noted of groups that are gone on both sides.
   *
   * @param isListed whether the target lists a group
   * @param there asks the target for those that it doesn't list
   */
  void forgetDeparted(Predicate<String> isListed, TargetOffsets there)
      throws StepFailedException, InterruptedException {
    Set<CheckpointKey> certain = departed.gone(emitted.departed().keys(), isListed, there);
    if (!certain.isEmpty()) {
      CheckpointWriter writer = writer();
      certain.forEach(
          key ->
              writer.writeGone(key, Optional.empty(), () -> emitted.forget(key, Optional.empty())));
      written(writer);
      if (failback.isPresent()) {
        failback.get().forget(certain);
      }
    }
  }

  /** Of committed offsets, those that are the flow's. */
  List<CommittedOffset> replicated(Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    List<CommittedOffset> replicated = new ArrayList<>();
    committed.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) -> {
                  if (selection.checkpoints(partition.topic())) {
                    replicated.add(
                        new CommittedOffset(
                            group,
                            new SourcePartition(partition.topic(), partition.partition()),
                            offset.offset(),
                            offset.metadata()));
                  }
                }));
    return replicated;
  }

  /** While the source is away: what it had said, which may translate further by now. */
  List<CommittedOffset> remembered(List<String> groups, RoundView view) {
    List<CommittedOffset> remembered = new ArrayList<>();
    for (String group : groups) {
      emitted
          .of(group)
          .forEach(
              (copy, standing) -> {
                Checkpoint checkpoint = standing.checkpoint();
                view.names()
                    .sourceOf(copy)
                    .ifPresent(
                        source ->
                            remembered.add(
                                new CommittedOffset(
                                    group,
                                    source,
                                    checkpoint.upstreamOffset(),
                                    checkpoint.metadata())));
              });
    }
    return remembered;
  }

  private CheckpointWriter writer() {
    return new CheckpointWriter(clients.producer(), flow.naming().checkpointsTopic());
  }

  private int written(CheckpointWriter writer) throws StepFailedException, InterruptedException {
    int written = steps.take("writing checkpoints to " + flow.id().target(), writer::await);
    tick.run();
    return written;
  }
}
