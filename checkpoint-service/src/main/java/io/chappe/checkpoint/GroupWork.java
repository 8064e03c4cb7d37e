package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.groups.GroupOffsets;
import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.sync.ForwardSync;
import io.chappe.checkpoint.sync.Lead;
import io.chappe.checkpoint.sync.OffsetCommits;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
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
  private final CheckpointMeters meters;
  private final TopicLookup look;
  private final FlowMaps maps;
  private final EmittedCheckpoints emitted;
  private final Runnable tick;
  private final ForwardSync forward;
  private final Optional<FailbackWork> failback;
  private final EmissionWork emission;
  private boolean complete;

  GroupWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      CheckpointMeters meters,
      TopicLookup look,
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
    this.forward = new ForwardSync(emitted.agreements());
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
    failback.ifPresent(each -> each.keep(groups, more));
  }

  void begin() {
    emission.begin();
    complete = true;
  }

  /** Whether all groups were looked at on the source, since {@link #begin}. */
  boolean end(RoundView view) throws StepFailedException, InterruptedException {
    emission.end();
    if (view.looksAtTarget()) {
      emission.forgetDeparted(
          view.onTarget().states()::containsKey, new TargetOffsets(this::onTarget));
    }
    return complete && view.topics().sourceAnswered();
  }

  /** All that is to do for some groups. */
  void workOn(List<String> groups, RoundView view)
      throws StepFailedException, InterruptedException {
    Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed =
        committed(groups, view);
    List<CommittedOffset> known =
        committed.isPresent()
            ? emission.replicated(committed.get())
            : emission.remembered(groups, view);
    TargetOffsets target = new TargetOffsets(this::onTarget);
    target.read(toSync(groups, view));
    Map<String, Map<TopicPartition, OffsetAndMetadata>> there = new HashMap<>(target.known());
    emitted.agreements().agreeWhereEqual(there, checkpoint -> stillSo(checkpoint, committed, view));
    failback.ifPresent(each -> each.agree(there, view));
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
    lookBehindEnds(there, translator, view);
    emission.emit(known, target, translator, view, committed.isEmpty());
    emitted.agreements().agreeWhereEqual(there, checkpoint -> stillSo(checkpoint, committed, view));
    if (committed.isPresent()) {
      emission.tellGone(groups, committed.get(), target, translator, view);
    }
    if (view.syncing()) {
      // What was led back just now is no progress.
      syncForward(there, committed, translator, view)
          .forEach((group, offsets) -> there.merge(group, offsets, GroupWork::updated));
    }
    if (failback.isPresent()) {
      failback.get().notice(there, translator, view);
    }
    if (view.failingBack() && committed.isPresent()) {
      failback.orElseThrow().sync(there, committed.get(), translator, view);
    }
  }

  /** Whether the source says that it still has what a checkpoint says. */
  private static boolean stillSo(
      Checkpoint checkpoint,
      Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed,
      RoundView view) {
    Map<TopicPartition, OffsetAndMetadata> here =
        committed.map(each -> each.get(checkpoint.consumerGroupId())).orElse(null);
    return here != null
        && view.names()
            .sourceOf(checkpoint.topicPartition())
            .map(source -> here.get(TopicLookup.original(source)))
            .filter(offset -> offset.offset() == checkpoint.upstreamOffset())
            .isPresent();
  }

  private void lookBehindEnds(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Translator translator,
      RoundView view) {
    there.forEach(
        (group, offsets) ->
            offsets.forEach(
                (copy, offset) ->
                    view.names()
                        .sourceOf(copy)
                        .map(translator.copies()::get)
                        .ifPresent(log -> agreeBehind(group, copy, offset.offset(), log))));
  }

  private void agreeBehind(String group, TopicPartition copy, long there, LogRange log) {
    emitted.agreements().agreeBehindEnd(new CheckpointKey(group, copy), there, log.end());
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

  /** The groups that may be led in this round. */
  private static List<String> toSync(List<String> groups, RoundView view) {
    if (view.failingBack()) {
      return groups;
    }
    return view.syncing() ? groups.stream().filter(view.onTarget()::isIdle).toList() : List.of();
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> onTarget(List<String> groups)
      throws StepFailedException, InterruptedException {
    var answers =
        steps.takeEach(
            "reading committed offsets on " + flow.id().target(),
            () -> GroupOffsets.of(clients.targetAdmin(), groups));
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

  private static Map<TopicPartition, OffsetAndMetadata> updated(
      Map<TopicPartition, OffsetAndMetadata> before, Map<TopicPartition, OffsetAndMetadata> now) {
    Map<TopicPartition, OffsetAndMetadata> both = new HashMap<>(before);
    both.putAll(now);
    return both;
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> syncForward(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed,
      Translator translator,
      RoundView view)
      throws StepFailedException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> idle = new HashMap<>(there);
    idle.keySet().removeIf(group -> !view.onTarget().isIdle(group));
    Map<String, List<Lead>> leads = new HashMap<>();
    idle.keySet()
        .forEach(
            group ->
                leads.put(
                    group, leads(group, committed.map(each -> each.get(group)), translator, view)));
    var done =
        steps.takeEach(
            "syncing groups on " + flow.id().target(),
            () -> forward.sync(OffsetCommits.of(clients.targetAdmin()), leads, idle));
    tick.run();
    meters.synced("forward", done.size());
    return done;
  }

  /**
   * Where a group may be led; not to what it has no more on the source, as far as that is known.
   */
  private List<Lead> leads(
      String group,
      Optional<Map<TopicPartition, OffsetAndMetadata>> committed,
      Translator translator,
      RoundView view) {
    List<Lead> leads = new ArrayList<>();
    emitted
        .of(group)
        .forEach(
            (copy, standing) ->
                view.names()
                    .sourceOf(copy)
                    .filter(
                        source ->
                            committed
                                .map(
                                    each ->
                                        each.containsKey(TopicLookup.original(source))
                                            || emission.isHeld(new CheckpointKey(group, copy)))
                                .orElse(true))
                    .flatMap(source -> Lead.of(standing, source, translator))
                    .ifPresent(leads::add));
    return leads;
  }

  @Override
  public void close() {
    failback.ifPresent(FailbackWork::close);
  }
}
