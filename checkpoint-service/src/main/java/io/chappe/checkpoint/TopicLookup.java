package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import io.chappe.checkpoint.cluster.LogEnds;
import io.chappe.checkpoint.cluster.TopicIds;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.TopicPresence;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.SourcePartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Asks both clusters for topics and logs. For one thread. */
final class TopicLookup {
  private final FlowConfig flow;
  private final FlowClients clients;
  private final Steps steps;
  private final Runnable tick;

  TopicLookup(FlowConfig flow, FlowClients clients, Steps steps, Runnable tick) {
    this.flow = flow;
    this.clients = clients;
    this.steps = steps;
    this.tick = tick;
  }

  /**
   * The topics as they are.
   *
   * @param topics names of source topics
   * @param askSource false if the source is known to be away
   */
  TopicPresence topics(Set<String> topics, boolean askSource)
      throws StepFailedException, InterruptedException {
    Optional<Map<String, Optional<Uuid>>> source = askSource ? onSource(topics) : Optional.empty();
    Map<String, String> remote =
        topics.stream().collect(Collectors.toMap(topic -> topic, flow.naming()::remoteTopic));
    Map<String, Optional<Uuid>> answers =
        steps.takeEach(
            "describing topics on " + flow.id().target(),
            () -> TopicIds.told(clients.targetAdmin(), Set.copyOf(remote.values())));
    tick.run();
    Map<String, Optional<Uuid>> target = new HashMap<>();
    remote.forEach(
        (topic, copy) -> {
          if (answers.containsKey(copy)) {
            target.put(topic, answers.get(copy));
          }
        });
    return new TopicPresence(source, target);
  }

  private Optional<Map<String, Optional<Uuid>>> onSource(Set<String> topics)
      throws InterruptedException {
    try {
      return Optional.of(
          steps.takeEach(
              "describing topics on " + flow.id().source(),
              () -> TopicIds.told(clients.sourceAdmin(), topics)));
    } catch (StepFailedException e) {
      return Optional.empty();
    } finally {
      tick.run();
    }
  }

  /** The logs of copies, by the partitions that they are copies of. */
  Map<SourcePartition, LogRange> copies(Collection<SourcePartition> partitions, CopyNames names)
      throws StepFailedException, InterruptedException {
    return logs(flow.id().target(), clients.targetAdmin(), partitions, names::copyOf);
  }

  /** The logs of source partitions. */
  Map<SourcePartition, LogRange> originals(Collection<SourcePartition> partitions)
      throws StepFailedException, InterruptedException {
    return logs(flow.id().source(), clients.sourceAdmin(), partitions, TopicLookup::original);
  }

  private Map<SourcePartition, LogRange> logs(
      String alias,
      Admin cluster,
      Collection<SourcePartition> partitions,
      Function<SourcePartition, TopicPartition> name)
      throws StepFailedException, InterruptedException {
    Map<TopicPartition, SourcePartition> names = new HashMap<>();
    partitions.forEach(partition -> names.put(name.apply(partition), partition));
    Map<TopicPartition, Long> starts =
        steps.takeEach(
            "reading log starts on " + alias, () -> LogEnds.starts(cluster, names.keySet()));
    tick.run();
    Map<TopicPartition, Long> ends =
        steps.takeEach("reading log ends on " + alias, () -> LogEnds.ends(cluster, names.keySet()));
    tick.run();
    Map<SourcePartition, LogRange> logs = new HashMap<>();
    names.forEach(
        (partition, source) -> {
          if (starts.containsKey(partition) && ends.containsKey(partition)) {
            long start = starts.get(partition);
            logs.put(source, LogRange.of(start, Math.max(start, ends.get(partition))));
          }
        });
    return logs;
  }

  static TopicPartition original(SourcePartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }
}
