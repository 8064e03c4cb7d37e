package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.groups.GroupOffsets;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sync.ForwardSync;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import java.util.ArrayList;
import java.util.Collection;
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
  private final FlowMaps maps;
  private final EmittedCheckpoints emitted;
  private final Runnable tick;
  private final ForwardSync forward = new ForwardSync();
  private final Optional<FailbackWork> failback;
  private final EmissionWork emission;
  private boolean complete;

  GroupWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      FlowMeters meters,
      TopicLook look,
      FlowMaps maps,
      EmittedCheckpoints emitted,
      Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.look = look;
    this.maps = maps;
    this.emitted = emitted;
    this.tick = tick;
    this.failback =
        flow.checkpoints().failback()
            ? Optional.of(new FailbackWork(flow, clients, steps, meters, look, emitted, tick))
            : Optional.empty();
    this.emission = new EmissionWork(flow, clients, steps, meters, emitted, failback, tick);
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
    emission.begin();
    complete = true;
  }

  /** Whether all groups were looked at on the source, since {@link #begin}. */
  boolean end(RoundView view) {
    Set<String> known = new HashSet<>(view.onSource().states().keySet());
    known.addAll(emitted.groups());
    forward.keep(known::contains);
    emission.end();
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
    emission.emit(known, translator, view, committed.isEmpty());
    if (committed.isPresent()) {
      emission.tellGone(groups, committed.get(), view);
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
                  if (emission.isReplicated(partition.topic())) {
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
    Map<SourcePartition, OffsetMap> now =
        steps.take("reading the offset map on " + flow.id().target(), () -> maps.catchUp(tick));
    return new Translator(now, view.incarnations(), copies, Map.of());
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

  @Override
  public void close() {
    failback.ifPresent(FailbackWork::close);
  }
}
