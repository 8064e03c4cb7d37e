package io.chappe.checkpoint.query;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.query.TargetCluster.Copies;
import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
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
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Finds out what is known now of the partitions that are asked for, in the order that keeps
 * translations safe: topics on the source, ends of the copies, maps. See {@link Translator}.
 */
final class LookUp {
  private static final Duration MAP_LIMIT = Duration.ofSeconds(5);
  private static final int RETRY_SECONDS = 2;

  private final FlowConfig flow;
  private final FlowMaps maps;
  private final TargetCluster target;
  private final SourceCluster source;

  LookUp(FlowConfig flow, FlowMaps maps, TargetCluster target, SourceCluster source) {
    this.flow = flow;
    this.maps = maps;
    this.target = target;
    this.source = source;
  }

  /** For offsets of one side. */
  LookUpResult known(Direction direction, List<Place> places) {
    Map<TopicPartition, SourcePartition> mapped =
        direction == Direction.DOWNSTREAM
            ? by(catchUp().keySet(), LookUp::onSource)
            : by(catchUp().keySet(), this::copyOf);
    Map<TopicPartition, SourcePartition> asked = new HashMap<>();
    for (Place each : places) {
      TopicPartition partition = new TopicPartition(each.topic(), each.partition());
      Optional.ofNullable(mapped.get(partition)).ifPresent(found -> asked.put(partition, found));
    }
    Set<SourcePartition> partitions = Set.copyOf(asked.values());
    Optional<Map<String, Uuid>> sourceTopics = source.topicIds(topics(partitions));
    Map<SourcePartition, LogRange> originals = Map.of();
    Copies copies = target.copies(partitions.stream().map(this::copyOf).toList());
    Map<TopicPartition, LogRange> logs = copies.logs();
    if (direction == Direction.UPSTREAM) {
      originals = bySource(partitions, source.logs(onSource(partitions)), LookUp::onSource);
      logs = target.withDataEnds(logs);
    }
    Map<SourcePartition, OffsetMap> now = catchUp();
    Translator translator =
        new Translator(
            now,
            incarnations(now, partitions, sourceTopics, copies.topicIds()),
            bySource(partitions, logs, this::copyOf),
            originals);
    return new LookUpResult(flow.naming(), direction, asked, translator, sourceTopics.isPresent());
  }

  /** Checkpoints as offsets of the source. */
  List<Place> places(List<Checkpoint> checkpoints) {
    Map<TopicPartition, SourcePartition> sources = by(catchUp().keySet(), this::copyOf);
    List<Place> places = new ArrayList<>();
    for (Checkpoint each : checkpoints) {
      SourcePartition partition = sources.get(each.topicPartition());
      if (partition != null) {
        places.add(new Place(partition.topic(), partition.partition(), each.upstreamOffset()));
      }
    }
    return places;
  }

  /** Where a source partition is found on one of the sides. */
  private interface Side {
    TopicPartition of(SourcePartition partition);
  }

  private static TopicPartition onSource(SourcePartition partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  private static List<TopicPartition> onSource(Collection<SourcePartition> partitions) {
    return partitions.stream().map(LookUp::onSource).toList();
  }

  private TopicPartition copyOf(SourcePartition partition) {
    return new TopicPartition(flow.naming().remoteTopic(partition.topic()), partition.partition());
  }

  private static Map<TopicPartition, SourcePartition> by(
      Collection<SourcePartition> partitions, Side side) {
    Map<TopicPartition, SourcePartition> by = new HashMap<>();
    partitions.forEach(each -> by.put(side.of(each), each));
    return by;
  }

  private static Map<SourcePartition, LogRange> bySource(
      Collection<SourcePartition> partitions, Map<TopicPartition, LogRange> logs, Side side) {
    Map<SourcePartition, LogRange> bySource = new HashMap<>();
    for (SourcePartition each : partitions) {
      Optional.ofNullable(logs.get(side.of(each))).ifPresent(log -> bySource.put(each, log));
    }
    return bySource;
  }

  private static Set<String> topics(Collection<SourcePartition> partitions) {
    return partitions.stream().map(SourcePartition::topic).collect(Collectors.toSet());
  }

  /** A topic that is gone from the source has no successor yet: its copy is still of use. */
  private Incarnations incarnations(
      Map<SourcePartition, OffsetMap> now,
      Set<SourcePartition> partitions,
      Optional<Map<String, Uuid>> sourceTopics,
      Map<String, Uuid> remoteTopics) {
    Map<String, Uuid> ids = new HashMap<>(sourceTopics.orElse(Map.of()));
    Map<String, Uuid> copies = new HashMap<>();
    for (SourcePartition each : partitions) {
      OffsetMap map = now.get(each);
      if (map != null) {
        ids.putIfAbsent(each.topic(), map.incarnation().sourceTopicId());
      }
      Optional.ofNullable(remoteTopics.get(copyOf(each).topic()))
          .ifPresent(id -> copies.put(each.topic(), id));
    }
    return new Incarnations(sourceTopics.map(there -> ids), copies);
  }

  private Map<SourcePartition, OffsetMap> catchUp() {
    if (!maps.isLoaded()) {
      throw stillLoading();
    }
    try {
      return maps.catchUpWithin(MAP_LIMIT).orElseThrow(this::stillLoading);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw target.unavailable(e);
    } catch (KafkaException e) {
      throw target.unavailable(e);
    }
  }

  private ProblemException stillLoading() {
    return ProblemException.unavailable(
        "The offset map of %s is being read from %s; ask again in %d s."
            .formatted(flow.id(), flow.id().target(), RETRY_SECONDS),
        RETRY_SECONDS,
        null);
  }
}
