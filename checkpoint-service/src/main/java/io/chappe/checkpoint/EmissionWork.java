package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.Emission;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Standing;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.records.CheckpointKey;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a round does to the checkpoints topic. For one thread. */
final class EmissionWork {
  private final FlowConfig flow;
  private final FlowClients clients;
  private final Steps steps;
  private final FlowMeters meters;
  private final EmittedCheckpoints emitted;
  private final Optional<FailbackWork> failback;
  private final Runnable tick;
  private final Map<Inexact, Integer> inexact = new EnumMap<>(Inexact.class);
  private Set<CheckpointKey> suspects = new HashSet<>();
  private Set<CheckpointKey> suspectsBefore = Set.of();

  EmissionWork(
      FlowConfig flow,
      FlowClients clients,
      Steps steps,
      FlowMeters meters,
      EmittedCheckpoints emitted,
      Optional<FailbackWork> failback,
      Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.meters = meters;
    this.emitted = emitted;
    this.failback = failback;
    this.tick = tick;
  }

  void begin() {
    inexact.clear();
    suspectsBefore = suspects;
    suspects = new HashSet<>();
  }

  void end() {
    meters.inexact(inexact);
  }

  /**
   * Writes what is new.
   *
   * @param fromMemory whether this is what the source had said once
   */
  void emit(List<CommittedOffset> known, Translator translator, RoundView view, boolean fromMemory)
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
  void tellGone(
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

  /** Whether the flow replicates a topic whose name groups have committed offsets for. */
  boolean isReplicated(String topic) {
    return flow.topicFilter().accepts(topic) && flow.naming().mayBeReplicated(topic);
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
