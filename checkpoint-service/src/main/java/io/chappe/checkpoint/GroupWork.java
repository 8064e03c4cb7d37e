package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.Emission;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Standing;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.groups.GroupOffsets;
import io.chappe.checkpoint.sync.ForwardSync;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.OffsetMaps;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/** What a round does for some groups at a time. For one thread. */
final class GroupWork implements AutoCloseable {
  private final FlowConfig flow;
  private final FlowClients clients;
  private final Steps steps;
  private final FlowMeters meters;
  private final TopicLook look;
  private final OffsetMaps offsetMaps;
  private final EmittedCheckpoints emitted;
  private final Runnable tick;
  private final ForwardSync forward = new ForwardSync();
  private final Optional<FailbackWork> failback;
  private final Map<Inexact, Integer> inexact = new EnumMap<>(Inexact.class);
  private Set<CheckpointKey> suspects = new HashSet<>();
  private Set<CheckpointKey> suspectsBefore = Set.of();
  private boolean complete;

  GroupWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      FlowMeters meters,
      TopicLook look,
      OffsetMaps offsetMaps,
      EmittedCheckpoints emitted,
      Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.look = look;
    this.offsetMaps = offsetMaps;
    this.emitted = emitted;
    this.tick = tick;
    this.failback =
        flow.checkpoints().failback()
            ? Optional.of(new FailbackWork(flow, clients, steps, meters, look, emitted, tick))
            : Optional.empty();
  }

  /** Reads on in the topics that only this work needs. */
  void followTopics() throws Exception {
    if (failback.isPresent()) {
      failback.get().followTopic();
    }
  }

  /** Holds from now on what is about these groups. */
  void keep(Predicate<String> groups, boolean more) {
    forward.keep(groups);
    failback.ifPresent(each -> each.keep(groups, more));
  }

  void begin() {
    inexact.clear();
    suspectsBefore = suspects;
    suspects = new HashSet<>();
    complete = true;
  }

  /** Whether all groups were looked at on the source, since {@link #begin}. */
  boolean end(RoundView view) {
    Set<String> known = new HashSet<>(view.onSource().states().keySet());
    known.addAll(emitted.groups());
    forward.keep(known::contains);
    meters.inexact(inexact);
    return complete && view.topics().sourceAnswered();
  }

  /** All that is to do for some groups. */
  void workOn(List<String> groups, RoundView view)
      throws StepFailedException, InterruptedException {
    Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed =
        committed(groups, view);
    List<CommittedOffset> known =
        committed.isPresent() ? replicated(committed.get()) : remembered(groups, view);
    Map<String, Map<TopicPartition, OffsetAndMetadata>> there = onTarget(groups, view);
    Set<SourcePartition> partitions = new HashSet<>();
    known.forEach(each -> partitions.add(each.partition()));
    if (view.failingBack()) {
      there
          .values()
          .forEach(
              offsets ->
                  offsets
                      .keySet()
                      .forEach(copy -> view.names().sourceOf(copy).ifPresent(partitions::add)));
    }
    Translator translator = translator(partitions, view);
    emit(known, translator, view, committed.isEmpty());
    if (committed.isPresent()) {
      tellGone(groups, committed.get(), view);
    }
    if (view.syncing()) {
      syncForward(groups, there, translator, view);
    }
    if (view.failingBack() && committed.isPresent()) {
      failback.orElseThrow().sync(there, committed.get(), translator, view);
    }
  }

  private Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed(
      List<String> groups, RoundView view) throws InterruptedException {
    if (!view.topics().sourceAnswered() || !complete) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          steps.takeEach(
              "reading committed offsets on " + flow.id().source(),
              () -> GroupOffsets.of(clients.sourceAdmin(), groups)));
    } catch (StepFailedException e) {
      complete = false;
      return Optional.empty();
    } finally {
      tick.run();
    }
  }

  private List<CommittedOffset> replicated(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    List<CommittedOffset> replicated = new ArrayList<>();
    committed.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) -> {
                  if (isReplicated(partition.topic())) {
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

  private boolean isReplicated(String topic) {
    return flow.topicFilter().accepts(topic) && flow.naming().mayBeReplicated(topic);
  }

  /** While the source is away: what it had said, which may translate further by now. */
  private List<CommittedOffset> remembered(List<String> groups, RoundView view) {
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

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> onTarget(
      List<String> groups, RoundView view) throws StepFailedException, InterruptedException {
    if (!view.syncing() && !view.failingBack()) {
      return Map.of();
    }
    List<String> wanted =
        view.failingBack() ? groups : groups.stream().filter(view.onTarget()::isIdle).toList();
    var answers =
        steps.takeEach(
            "reading committed offsets on " + flow.id().target(),
            () -> GroupOffsets.of(clients.targetAdmin(), wanted));
    tick.run();
    return answers;
  }

  private Translator translator(Collection<SourcePartition> partitions, RoundView view)
      throws StepFailedException, InterruptedException {
    List<SourcePartition> there =
        partitions.stream()
            .filter(each -> view.incarnations().target().containsKey(each.topic()))
            .toList();
    Map<SourcePartition, LogRange> copies = look.copies(there, view.names());
    Map<SourcePartition, OffsetMap> maps =
        steps.take("reading the offset map on " + flow.id().target(), offsetMaps::catchUp);
    return new Translator(maps, view.incarnations(), copies, Map.of());
  }

  private void emit(
      List<CommittedOffset> known, Translator translator, RoundView view, boolean fromMemory)
      throws StepFailedException, InterruptedException {
    List<CommittedOffset> sure =
        fromMemory
            ? known.stream().filter(each -> isAboutTheMap(each, translator, view)).toList()
            : known;
    Emission emission =
        Emission.of(sure, translator, view.names(), emitted, InstantSource.system().millis());
    emission.inexact().forEach((reason, count) -> inexact.merge(reason, count, Integer::sum));
    if (failback.isPresent()) {
      failback.get().beforeRewinds(emission.news());
    }
    CheckpointWriter writer = writer();
    emission.news().forEach(each -> writer.write(each.checkpoint(), () -> emitted.remember(each)));
    meters.written(written(writer));
  }

  private boolean isAboutTheMap(CommittedOffset known, Translator translator, RoundView view) {
    Standing standing = emitted.of(known.group()).get(view.names().copyOf(known.partition()));
    OffsetMap map = translator.maps().get(known.partition());
    return map != null && standing.isAbout(map);
  }

  /** Gone is what a cluster has said is gone, in two rounds in a row. */
  private void tellGone(
      List<String> groups,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      RoundView view)
      throws StepFailedException, InterruptedException {
    CheckpointWriter writer = writer();
    for (String group : groups) {
      if (committed.containsKey(group)) {
        for (TopicPartition copy : emitted.of(group).keySet()) {
          CheckpointKey key = new CheckpointKey(group, copy);
          if (isGone(copy, committed.get(group), view)) {
            suspects.add(key);
            if (suspectsBefore.contains(key)) {
              writer.writeGone(key, () -> emitted.forget(key));
            }
          }
        }
      }
    }
    meters.gone(written(writer));
  }

  private boolean isGone(
      TopicPartition copy, Map<TopicPartition, OffsetAndMetadata> committed, RoundView view) {
    Optional<SourcePartition> source = view.names().sourceOf(copy);
    if (source.isEmpty() || !isReplicated(source.get().topic())) {
      return false;
    }
    String topic = source.get().topic();
    // A topic that must not be seen is missing in the committed offsets too.
    boolean offsetIsGone =
        view.topics().sourceKnows(topic)
            && !committed.containsKey(TopicLook.original(source.get()));
    return offsetIsGone || view.topics().copyIsGone(topic);
  }

  private void syncForward(
      List<String> groups,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Translator translator,
      RoundView view)
      throws StepFailedException, InterruptedException {
    Map<String, List<Checkpoint>> checkpoints = new HashMap<>();
    for (String group : groups) {
      List<Checkpoint> ofGroup = new ArrayList<>();
      emitted
          .of(group)
          .forEach(
              (copy, standing) ->
                  view.names()
                      .sourceOf(copy)
                      .map(translator.maps()::get)
                      .filter(standing::isAbout)
                      .ifPresent(map -> ofGroup.add(standing.checkpoint())));
      checkpoints.put(group, ofGroup);
    }
    Map<String, Map<TopicPartition, OffsetAndMetadata>> idle = new HashMap<>(there);
    idle.keySet().removeIf(group -> !view.onTarget().isIdle(group));
    var committed =
        steps.takeEach(
            "syncing groups on " + flow.id().target(),
            () -> forward.sync(clients.targetAdmin(), checkpoints, idle));
    tick.run();
    meters.synced("forward", committed.size());
  }

  private CheckpointWriter writer() {
    return new CheckpointWriter(clients.producer(), flow.naming().checkpointsTopic());
  }

  private int written(CheckpointWriter writer) throws StepFailedException, InterruptedException {
    int written = steps.take("writing checkpoints to " + flow.id().target(), writer::await);
    tick.run();
    return written;
  }

  @Override
  public void close() {
    failback.ifPresent(FailbackWork::close);
  }
}
