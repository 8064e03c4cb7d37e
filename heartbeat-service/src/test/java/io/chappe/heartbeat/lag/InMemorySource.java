package io.chappe.heartbeat.lag;

import io.chappe.lag.PositionNote;
import io.chappe.lag.SourceEnd;
import io.chappe.lag.SourceEnds;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A source whose topics have one record each millisecond, the first at offset and time 0. */
final class InMemorySource implements LagSource {
  final Map<TopicPartition, SourceEnd> ends = new HashMap<>();
  final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
  final Map<String, Integer> asked = new TreeMap<>();
  private final Map<String, Uuid> ids = new HashMap<>();
  boolean away;
  boolean positionsAway;
  Optional<TopicPartition> leaderless = Optional.empty();

  void end(TopicPartition partition, long lastStable, long highWatermark) {
    ids.putIfAbsent(partition.topic(), Uuid.randomUuid());
    ends.put(partition, new SourceEnd(lastStable, highWatermark));
  }

  void delete(TopicPartition partition) {
    ids.remove(partition.topic());
    ends.remove(partition);
  }

  void commit(TopicPartition partition, long position, PositionNote note) {
    positions.put(partition, note.beside(position));
  }

  private void answer(String question) throws TimeoutException {
    asked.merge(question, 1, Integer::sum);
    if (away) {
      throw new TimeoutException("away");
    }
  }

  @Override
  public Map<String, Uuid> topics() throws TimeoutException {
    answer("topics");
    return Map.copyOf(ids);
  }

  @Override
  public Map<String, Integer> partitions(Collection<String> topics) throws TimeoutException {
    answer("partitions");
    return ends.keySet().stream()
        .filter(each -> topics.contains(each.topic()))
        .collect(Collectors.toMap(TopicPartition::topic, each -> 1, Integer::sum));
  }

  @Override
  public SourceEnds.Answer ends(
      Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> positions)
      throws TimeoutException {
    answer("ends");
    Map<TopicPartition, SourceEnd> told = new HashMap<>(ends);
    told.keySet().retainAll(partitions);
    leaderless.ifPresent(told::remove);
    return new SourceEnds.Answer(
        told,
        told.size() == partitions.size()
            ? Optional.empty()
            : Optional.of(new TimeoutException("no leader")));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> positions() throws TimeoutException {
    answer("positions");
    if (positionsAway) {
      throw new TimeoutException("no coordinator");
    }
    return Map.copyOf(positions);
  }

  @Override
  public Map<TopicPartition, Beginning> beginnings(
      Collection<TopicPartition> partitions, OptionalLong fromMs) throws TimeoutException {
    answer("beginnings");
    Map<TopicPartition, Beginning> found = new HashMap<>();
    for (TopicPartition each : partitions) {
      long first = fromMs.orElse(0);
      boolean there = first < ends.get(each).highWatermark();
      OptionalLong offset = there ? OptionalLong.of(first) : OptionalLong.empty();
      found.put(each, new Beginning(fromMs.isEmpty() ? OptionalLong.of(0) : offset, offset));
    }
    return found;
  }

  @Override
  public void close() {}
}
