package io.chappe.replicator.topics.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.RunKey;
import io.chappe.offsetmap.RunValue;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A target in memory: remote topics whose offsets hold a record or a marker, and the map. */
final class InMemoryCopies implements RemoteCopies, CopyLogs {
  private static final ProducerIdentity COPIER = new ProducerIdentity(1, (short) 0);

  private record Entry(byte[] key, byte[] value) {}

  private static final class Log {
    private final Set<Long> records = new TreeSet<>();
    private long dataEnd;
    private long end;
  }

  private final Map<String, RemoteTopic> topics = new HashMap<>();
  private final Map<TopicPartition, Log> logs = new HashMap<>();
  private final Map<String, List<Entry>> maps = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  /** Called with a remote topic's name when its log was looked at. */
  Consumer<String> whenLookedAt = name -> {};

  /** A remote topic of one partition with a copy of so many records. */
  RemoteTopic copied(String source, int records) {
    RemoteTopic remote = new RemoteTopic("us." + source, Uuid.randomUuid(), 1);
    Incarnation incarnation = new Incarnation(Uuid.randomUuid(), remote.id());
    add(remote, source, OffsetMap.empty(incarnation), records);
    return remote;
  }

  /** A remote topic of one partition that holds what a map tells of. */
  void add(RemoteTopic remote, String source, OffsetMap map, long dataEnd) {
    OffsetMap told = map.isEmpty() ? map.append(new Run(0, 0, 0, Cause.START, 0)) : map;
    topics.put(remote.name(), remote);
    Log log = log(new TopicPartition(remote.name(), 0));
    log.dataEnd = dataEnd;
    log.end = dataEnd;
    SourcePartition partition = new SourcePartition(source, 0);
    maps.put(
        source,
        told.runs().stream()
            .map(
                run ->
                    new Entry(
                        OffsetMapCodec.encode(new RunKey(partition, run.upstream())),
                        OffsetMapCodec.encode(new RunValue(told.incarnation(), run))))
            .toList());
  }

  /** Remote topics that were deleted with records of somebody else. */
  Set<String> lost() {
    return lost;
  }

  /** Somebody who isn't the flow writes a record to a remote topic, if it is still there. */
  void write(String remote, int partition) {
    if (!topics.containsKey(remote)) {
      return;
    }
    Log log = log(new TopicPartition(remote, partition));
    log.records.add(log.end++);
  }

  /** There is a record of somebody else at an offset. */
  void foreign(String remote, long offset) {
    log(new TopicPartition(remote, 0)).records.add(offset);
  }

  /** A remote topic gets more partitions. */
  void grow(String remote, int partitions) {
    topics.computeIfPresent(remote, (name, topic) -> new RemoteTopic(name, topic.id(), partitions));
  }

  /** Somebody else deletes a remote topic. */
  void remove(String remote) {
    topics.remove(remote);
  }

  Set<String> names() {
    return Set.copyOf(topics.keySet());
  }

  private Log log(TopicPartition partition) {
    return logs.computeIfAbsent(partition, any -> new Log());
  }

  @Override
  public Optional<RemoteTopic> find(RemoteTopic topic) {
    return Optional.ofNullable(topics.get(topic.name()))
        .filter(found -> found.id().equals(topic.id()));
  }

  @Override
  public CopyLogs logs() {
    return this;
  }

  @Override
  public Optional<Exception> delete(RemoteTopic topic) {
    topics.values().removeIf(each -> each.id().equals(topic.id()));
    logs.forEach(
        (partition, log) -> {
          if (partition.topic().equals(topic.name()) && !log.records.isEmpty()) {
            lost.add(topic.name());
          }
        });
    return Optional.empty();
  }

  @Override
  public int partitionCount(String topic) {
    return 1;
  }

  @Override
  public void records(TopicPartition partition, BatchAppender.RecordReader reader) {
    maps.values().stream()
        .flatMap(List::stream)
        .forEach(entry -> reader.record(0, entry.key, entry.value, COPIER));
  }

  @Override
  public TargetTail tail(
      TopicPartition partition, Uuid topicId, long trusted, Set<Long> producerIds) {
    assertThat(topics.get(partition.topic()).id()).isEqualTo(topicId);
    Log log = log(partition);
    TargetTail tail =
        new TargetTail(
            0,
            log.end,
            Optional.of(new TargetTail.Data(log.dataEnd, COPIER)),
            log.dataEnd,
            Optional.empty());
    whenLookedAt.accept(partition.topic());
    return tail;
  }

  @Override
  public Optional<Long> firstRecord(TopicPartition partition, long from, long to) {
    return log(partition).records.stream()
        .filter(offset -> from <= offset && offset < to)
        .findFirst();
  }

  @Override
  public Map<TopicPartition, Long> logEnds(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .collect(Collectors.toMap(Function.identity(), each -> log(each).end));
  }

  @Override
  public void close() {}
}
