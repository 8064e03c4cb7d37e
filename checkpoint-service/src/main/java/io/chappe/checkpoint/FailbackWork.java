package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.sync.Failback;
import io.chappe.checkpoint.sync.Failback.Found;
import io.chappe.checkpoint.sync.Failback.Progress;
import io.chappe.checkpoint.sync.OffsetCommits;
import io.chappe.checkpoint.translation.DataEnds;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.TranslatedOffset;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.clients.InternalTopics;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.time.Duration;
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
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/** What a round does to bring groups back to the source. For one thread. */
final class FailbackWork implements AutoCloseable {
  private static final Duration DATA_ENDS_LIMIT = Duration.ofSeconds(15);

  private final FlowConfig flow;
  private final FlowClients clients;
  private final Steps steps;
  private final CheckpointMeters meters;
  private final TopicLookup look;
  private final EmittedCheckpoints emitted;
  private final Runnable tick;
  private final String topic;
  private final EmittedCheckpoints settled;
  private final Failback failback;

  FailbackWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      CheckpointMeters meters,
      TopicLookup look,
      EmittedCheckpoints emitted,
      Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.look = look;
    this.emitted = emitted;
    this.tick = tick;
    this.topic = Failback.topic(flow.id().source());
    this.settled = new EmittedCheckpoints(clients.target(), topic, tick);
    this.failback = new Failback(settled, emitted);
  }

  void followTopic() throws Exception {
    if (!settled.catchUp()) {
      InternalTopics.ensure(clients.targetAdmin(), topic, flow.checkpoints().replicationFactor());
      tick.run();
    }
  }

  void keep(Predicate<String> groups, boolean more) {
    settled.keep(groups, more);
  }

  /** Takes notice of where both sides agree. */
  void agree(Map<String, Map<TopicPartition, OffsetAndMetadata>> there, RoundView view) {
    failback.reached().agreeWhereSettled(there, standing -> isAboutPredecessor(standing, view));
  }

  private static boolean isAboutPredecessor(StoredCheckpoint standing, RoundView view) {
    return view.names()
        .sourceOf(standing.checkpoint().topicPartition())
        .map(source -> view.incarnations().target().get(source.topic()))
        .filter(standing::isAboutOther)
        .isPresent();
  }

  /** What the source had reached is written down before a checkpoint goes back behind it. */
  void beforeTurns(List<StoredCheckpoint> news, TargetOffsets there)
      throws StepFailedException, InterruptedException {
    CheckpointWriter memory = memory();
    for (StoredCheckpoint each : news) {
      Checkpoint next = each.checkpoint();
      failback
          .reached()
          .beforeTurn(each, there.of(next.consumerGroupId(), next.topicPartition()), memory);
    }
    write(memory);
  }

  /** What the source had reached is written down before it is forgotten. */
  void beforePartings(List<CheckpointKey> gone, TargetOffsets there, RoundView view)
      throws StepFailedException, InterruptedException {
    CheckpointWriter memory = memory();
    for (CheckpointKey key : gone) {
      Optional<Incarnation> topics =
          view.names()
              .sourceOf(key.partition())
              .flatMap(source -> view.incarnations().of(source.topic()));
      failback.reached().beforeParting(key, topics, there.of(key.group(), key.partition()), memory);
    }
    write(memory);
  }

  /** Forgets groups that are gone on both sides. */
  void forget(Collection<CheckpointKey> gone) throws StepFailedException, InterruptedException {
    CheckpointWriter memory = memory();
    gone.forEach(key -> failback.reached().forget(key, memory));
    write(memory);
  }

  /**
   * Takes notice of where groups are on the target, after they were led there.
   *
   * @param there what groups have committed on the target
   */
  void notice(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Translator translator,
      RoundView view)
      throws StepFailedException, InterruptedException {
    CheckpointWriter memory = memory();
    there.forEach((group, offsets) -> failback.reached().seenAll(group, offsets.keySet(), memory));
    there.forEach(
        (group, offsets) ->
            offsets.forEach(
                (copy, offset) ->
                    view.names()
                        .sourceOf(copy)
                        .ifPresent(
                            source -> {
                              CheckpointKey key = new CheckpointKey(group, copy);
                              notice(key, source, offset.offset(), translator, memory);
                            })));
    write(memory);
  }

  private void notice(
      CheckpointKey key,
      SourcePartition source,
      long there,
      Translator translator,
      CheckpointWriter memory) {
    LogRange log = translator.copies().get(source);
    Uuid remoteTopic = translator.incarnations().target().get(source.topic());
    if (log != null && remoteTopic != null) {
      failback.reached().cut(key, log.end(), memory);
      failback.reached().seen(key, there, remoteTopic, memory);
    }
  }

  /**
   * Brings groups on.
   *
   * @param there what groups have committed on the target
   * @param committed what groups have committed on the source
   */
  void sync(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Translator translator,
      RoundView view)
      throws StepFailedException, InterruptedException {
    CheckpointWriter memory = memory();
    List<Progress> progress = progress(there, committed, translator, view);
    if (!progress.isEmpty()) {
      Translator exact = withLogs(progress, translator, view);
      List<Found> found = new ArrayList<>();
      for (Progress each : progress) {
        Found.of(each, exact).ifPresent(found::add);
      }
      var done =
          steps.takeEach(
              "syncing groups on " + flow.id().source(),
              () ->
                  failback.sync(
                      OffsetCommits.of(clients.sourceAdmin()),
                      found,
                      committed,
                      view.onSource()::isIdle,
                      memory));
      meters.synced("failback", done.size());
    }
    write(memory);
  }

  private List<Progress> progress(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> there,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Translator translator,
      RoundView view) {
    List<Progress> progress = new ArrayList<>();
    there.forEach(
        (group, offsets) -> {
          Map<TopicPartition, OffsetAndMetadata> here = committed.get(group);
          if (here != null) {
            boolean deleted = failback.isDeleted(group, here);
            offsets.forEach(
                (copy, offset) ->
                    view.names()
                        .sourceOf(copy)
                        .map(source -> progress(group, source, copy, offset, translator))
                        .filter(Optional::isPresent)
                        .map(Optional::get)
                        .filter(each -> !deleted && !failback.isMissing(each, here))
                        .ifPresent(progress::add));
          }
        });
    return progress;
  }

  private Optional<Progress> progress(
      String group,
      SourcePartition source,
      TopicPartition copy,
      OffsetAndMetadata offset,
      Translator translator) {
    LogRange log = translator.copies().get(source);
    OffsetMap map = translator.maps().get(source);
    Uuid remoteTopic = translator.incarnations().target().get(source.topic());
    if (log == null || map == null || remoteTopic == null) {
      return Optional.empty();
    }
    CheckpointKey key = new CheckpointKey(group, copy);
    return failback.isProgress(key, offset.offset(), remoteTopic, log.end())
        ? Optional.of(new Progress(group, source, copy, offset, map.incarnation()))
        : Optional.empty();
  }

  /** The translator with what only matters on the way back, for where it matters. */
  private Translator withLogs(List<Progress> progress, Translator translator, RoundView view)
      throws StepFailedException, InterruptedException {
    Set<SourcePartition> partitions = new HashSet<>();
    Map<TopicPartition, LogRange> uncertain = new HashMap<>();
    for (Progress each : progress) {
      partitions.add(each.source());
      TranslatedOffset translated = translator.toSource(each.source(), each.offset().offset());
      if (translated instanceof TranslatedOffset.RoundedDown(long offset, Inexact reason)
          && reason == Inexact.NEAR_LOG_END) {
        uncertain.put(each.copy(), translator.copies().get(each.source()));
      }
    }
    Map<SourcePartition, LogRange> copies = new HashMap<>(translator.copies());
    if (!uncertain.isEmpty()) {
      steps
          .take(
              "reading the ends of copies on " + flow.id().target(),
              () -> DataEnds.of(clients.target(), uncertain, DATA_ENDS_LIMIT, tick))
          .forEach(
              (copy, log) ->
                  view.names().sourceOf(copy).ifPresent(source -> copies.put(source, log)));
    }
    return new Translator(
        translator.maps(), translator.incarnations(), copies, look.originals(partitions));
  }

  private CheckpointWriter memory() {
    return new CheckpointWriter(clients.producer(), topic);
  }

  private void write(CheckpointWriter memory) throws StepFailedException, InterruptedException {
    steps.take("writing to " + topic, memory::await);
  }

  @Override
  public void close() {
    settled.close();
  }
}
