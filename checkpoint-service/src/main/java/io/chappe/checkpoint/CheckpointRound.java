package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.cluster.LogEnds;
import io.chappe.checkpoint.cluster.TopicIds;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.groups.SourceGroups;
import io.chappe.checkpoint.sync.GroupSync;
import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.OffsetMaps;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.clients.InternalTopics;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one flow, a round at a time: from committed offsets to checkpoints, and to groups on
 * the target. A round that fails in a step ends there; the next begins anew. For one thread.
 *
 * <p>The order of the steps keeps translations safe. Topic ids are read before committed offsets,
 * so that an offset of a topic that was deleted and created again does not meet the map of its
 * predecessor. Log ends are read before the map, see {@link Translator}.
 */
final class CheckpointRound implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointRound.class);

  private final FlowConfig flow;
  private final Steps steps;
  private final FlowMeters meters;
  private final FlowClients clients;
  private final SourceGroups groups;
  private final OffsetMaps offsetMaps;
  private final EmittedCheckpoints emitted;
  private final GroupSync groupSync;
  private final Due refreshDue;
  private final Due syncDue;
  private final Runnable tick;
  private boolean groupsListed;
  private boolean topicReady;

  CheckpointRound(FlowConfig flow, Steps steps, FlowMeters meters, Runnable tick) {
    this.flow = flow;
    this.steps = steps;
    this.meters = meters;
    this.tick = tick;
    this.clients = new FlowClients(flow);
    this.groups = new SourceGroups(flow, tick);
    this.offsetMaps = new OffsetMaps(clients.target(), flow.naming().offsetMapTopic(), tick);
    this.emitted = new EmittedCheckpoints(flow.naming().checkpointsTopic());
    this.groupSync = new GroupSync(tick);
    this.refreshDue = new Due(flow.checkpoints().refreshGroupsInterval(), System::nanoTime);
    Duration syncInterval =
        flow.checkpoints().syncGroupOffsets()
            ? flow.checkpoints().syncGroupOffsetsInterval()
            : Duration.ZERO;
    this.syncDue = new Due(syncInterval, System::nanoTime);
  }

  /** One round; a failure has been told when this returns. */
  void run() throws InterruptedException {
    try {
      refreshGroups();
      Map<SourcePartition, OffsetMap> before = catchUp();
      Incarnations incarnations = incarnations(before.keySet());
      List<CommittedOffset> committed = committed();
      Map<TopicPartition, Long> logEnds = logEnds(committed, before.keySet(), incarnations);
      Translator translator =
          new Translator(catchUp(), incarnations, ends(logEnds, committed), Map.of());
      List<Checkpoint> checkpoints = checkpoints(translator, committed);
      emit(checkpoints, logEnds);
      meters.roundDone();
      syncGroups(checkpoints);
    } catch (StepFailedException e) {
      LOGGER.debug("round ended early: flow={}", flow.id(), e);
    }
  }

  private void refreshGroups() throws StepFailedException, InterruptedException {
    if (!groupsListed || refreshDue.isDue()) {
      steps.take("listing groups on " + flow.id().source(), toDo(this::listGroups));
      groupsListed = true;
      refreshDue.done();
      meters.groups(groups.size());
    }
  }

  private void listGroups() throws Exception {
    groups.refresh(clients.sourceAdmin());
  }

  private Map<SourcePartition, OffsetMap> catchUp()
      throws StepFailedException, InterruptedException {
    return steps.take("reading the offset map on " + flow.id().target(), offsetMaps::catchUp);
  }

  private Incarnations incarnations(Collection<SourcePartition> mapped)
      throws StepFailedException, InterruptedException {
    Set<String> topics = mapped.stream().map(SourcePartition::topic).collect(Collectors.toSet());
    Map<String, Uuid> source =
        steps.takeEach(
            "describing topics on " + flow.id().source(),
            () -> TopicIds.of(clients.sourceAdmin(), topics));
    tick.run();
    Map<String, String> remote =
        topics.stream().collect(Collectors.toMap(topic -> topic, flow.naming()::remoteTopic));
    Map<String, Uuid> onTarget =
        steps.takeEach(
            "describing topics on " + flow.id().target(),
            () -> TopicIds.of(clients.targetAdmin(), remote.values()));
    tick.run();
    Map<String, Uuid> target = new HashMap<>();
    remote.forEach(
        (topic, copy) -> {
          if (onTarget.containsKey(copy)) {
            target.put(topic, onTarget.get(copy));
          }
        });
    return new Incarnations(Optional.of(source), target);
  }

  private List<CommittedOffset> committed() throws StepFailedException, InterruptedException {
    return steps
        .takeEach(
            "reading committed offsets on " + flow.id().source(),
            () -> groups.committed(clients.sourceAdmin()))
        .values()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private Map<TopicPartition, Long> logEnds(
      List<CommittedOffset> committed, Set<SourcePartition> mapped, Incarnations incarnations)
      throws StepFailedException, InterruptedException {
    Set<TopicPartition> copies =
        committed.stream()
            .map(CommittedOffset::partition)
            .filter(
                partition -> mapped.contains(partition) && incarnations.isThere(partition.topic()))
            .map(this::copyOf)
            .collect(Collectors.toSet());
    Map<TopicPartition, Long> ends =
        steps.takeEach(
            "reading log ends on " + flow.id().target(),
            () -> LogEnds.ends(clients.targetAdmin(), copies));
    tick.run();
    return ends;
  }

  private TopicPartition copyOf(SourcePartition partition) {
    return new TopicPartition(flow.naming().remoteTopic(partition.topic()), partition.partition());
  }

  private Map<SourcePartition, LogRange> ends(
      Map<TopicPartition, Long> logEnds, List<CommittedOffset> committed) {
    Map<SourcePartition, LogRange> ends = new HashMap<>();
    for (CommittedOffset each : committed) {
      Long end = logEnds.get(copyOf(each.partition()));
      if (end != null) {
        ends.put(each.partition(), LogRange.of(0, end));
      }
    }
    return ends;
  }

  /** Checkpoints of all that can be translated: what is not copied has none. */
  private List<Checkpoint> checkpoints(Translator translator, List<CommittedOffset> committed) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (CommittedOffset each : committed) {
      translator
          .toTarget(each.partition(), each.offset())
          .position()
          .ifPresent(
              offset ->
                  checkpoints.add(
                      new Checkpoint(
                          each.group(),
                          copyOf(each.partition()),
                          each.offset(),
                          offset,
                          each.metadata())));
    }
    return checkpoints;
  }

  private void emit(List<Checkpoint> checkpoints, Map<TopicPartition, Long> logEnds)
      throws StepFailedException, InterruptedException {
    if (checkpoints.isEmpty()) {
      return;
    }
    String writing = "writing checkpoints to " + flow.id().target();
    steps.take(writing, toDo(this::ensureTopic));
    List<Checkpoint> news = emitted.news(checkpoints, logEnds);
    try {
      steps.take(writing, toDo(() -> emitted.write(clients.producer(), news)));
    } catch (StepFailedException e) {
      // The topic may have been deleted: look again, and take in what it holds.
      topicReady = false;
      throw e;
    }
    meters.written(news.size());
  }

  private void ensureTopic() throws Exception {
    if (topicReady) {
      return;
    }
    String topic = flow.naming().checkpointsTopic();
    short factor = flow.checkpoints().replicationFactor();
    if (InternalTopics.ensure(clients.targetAdmin(), topic, factor)) {
      LOGGER.info("topic created: cluster={} topic={}", flow.id().target(), topic);
    }
    tick.run();
    emitted.load(clients.target(), tick);
    topicReady = true;
  }

  private void syncGroups(List<Checkpoint> checkpoints)
      throws StepFailedException, InterruptedException {
    if (syncDue.isDue() && !checkpoints.isEmpty()) {
      steps
          .takeEach(
              "syncing groups on " + flow.id().target(),
              () -> groupSync.sync(clients.targetAdmin(), checkpoints))
          .forEach(
              (group, offsets) ->
                  LOGGER.debug("synced: flow={} group={} offsets={}", flow.id(), group, offsets));
      syncDue.done();
    }
  }

  private static Callable<Boolean> toDo(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private interface Work {
    void run() throws Exception;
  }

  @Override
  public void close() {
    offsetMaps.close();
    clients.close();
  }
}
