package io.chappe.replicator.topics.deletion;

import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.OffsetMapTopic;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out whether a remote topic holds nothing but this flow's copy. The offset map says which
 * offsets the copy has; whatever else there is must be markers of takeovers, which are no records.
 * That takes a while, so {@link #outdatedBy} has to be asked before anything is done that rests on
 * it. For one topic and one thread, which waits.
 */
final class CopyProof {
  private final FlowConfig flow;
  private final CopyLogs reads;
  private final String topic;
  private final RemoteTopic remote;
  private final Map<SourcePartition, Set<Long>> writers = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private OffsetMapReplay replay = new OffsetMapReplay();

  /**
   * @param topic the source topic
   * @param remote the remote topic with all partitions that it has now
   */
  CopyProof(FlowConfig flow, CopyLogs reads, String topic, RemoteTopic remote) {
    this.flow = flow;
    this.reads = reads;
    this.topic = topic;
    this.remote = remote;
  }

  /**
   * Why the topic isn't known to be a mere copy; empty if it is.
   *
   * @throws org.apache.kafka.common.KafkaException if that can't be found out now
   */
  Optional<String> objection() {
    if (flow.copy().shared().accepts(remote.name())) {
      return Optional.of("it is in remote.topics.shared, so others write to it");
    }
    List<SourcePartition> partitions =
        IntStream.range(0, remote.partitions())
            .mapToObj(number -> new SourcePartition(topic, number))
            .toList();
    readMap(Set.copyOf(partitions));
    return partitions.stream().flatMap(each -> objection(each).stream()).findFirst();
  }

  private void readMap(Set<SourcePartition> wanted) {
    String mapTopic = flow.naming().offsetMapTopic();
    int count = reads.partitionCount(mapTopic);
    replay = new OffsetMapReplay(wanted::contains);
    Set<Integer> numbers =
        wanted.stream()
            .map(each -> OffsetMapTopic.partitionFor(each, count))
            .collect(Collectors.toSet());
    for (int number : numbers) {
      reads.records(
          new TopicPartition(mapTopic, number),
          (offset, key, value, writer) -> {
            if (replay.applyIfReadable(key, value).isEmpty()) {
              SourcePartition source = OffsetMapCodec.decodeKey(key).source();
              if (wanted.contains(source)) {
                writers.computeIfAbsent(source, each -> new HashSet<>()).add(writer.id());
              }
            }
          });
    }
  }

  /**
   * What has happened to the topic since it was looked at, so that it may hold more than was seen;
   * empty if nothing has.
   *
   * @param now the topic as it is now
   * @throws org.apache.kafka.common.KafkaException if that can't be found out now
   */
  Optional<String> outdatedBy(RemoteTopic now) {
    if (now.partitions() != remote.partitions()) {
      return Optional.of(
          "%s had %d partitions when it was looked at and has %d partitions now"
              .formatted(remote.name(), remote.partitions(), now.partitions()));
    }
    Map<TopicPartition, Long> endsNow = reads.logEnds(ends.keySet());
    return ends.keySet().stream()
        .filter(each -> !ends.get(each).equals(endsNow.get(each)))
        .findFirst()
        .map(each -> each + " was written to while it was looked at");
  }

  private Optional<String> objection(SourcePartition source) {
    TopicPartition copy = new TopicPartition(remote.name(), source.partition());
    Optional<OffsetMap> map =
        replay
            .map(source)
            .filter(each -> !replay.isUnreadable(source))
            .filter(each -> each.incarnation().targetTopicId().equals(remote.id()))
            .filter(each -> !each.isEmpty());
    long trusted = map.map(each -> each.last().downstream()).orElse(0L);
    TargetTail tail =
        reads.tail(copy, remote.id(), trusted, writers.getOrDefault(source, Set.of()));
    ends.put(copy, tail.logEnd());
    if (map.isEmpty()) {
      return tail.logEnd() == 0
          ? Optional.empty()
          : Optional.of("the offset map doesn't know what " + copy + " holds");
    }
    if (map.get().runs().stream().anyMatch(run -> run.cause() == Cause.OTHER_WRITER)) {
      return Optional.of("others have written to " + copy);
    }
    if (map.get().runs().stream().anyMatch(run -> run.cause() == Cause.COARSE)) {
      // It stands for runs that others' records may lie between. A thinned one stands for runs
      // that follow each other without a gap on the target.
      return Optional.of("the offset map no longer tells all that was copied to " + copy);
    }
    for (Gap gap : gaps(map.get(), tail)) {
      if (gap.from() < gap.to()) {
        Optional<Long> found = reads.firstRecord(copy, gap.from(), gap.to());
        if (found.isPresent()) {
          return Optional.of(
              "its record at offset %d of %s isn't of the copy".formatted(found.get(), copy));
        }
      }
    }
    return Optional.empty();
  }

  private record Gap(long from, long to) {}

  /** Where the log holds nothing of the copy. */
  private static List<Gap> gaps(OffsetMap map, TargetTail tail) {
    List<Gap> gaps = new ArrayList<>();
    List<Run> runs = map.runs();
    gaps.add(new Gap(tail.logStart(), runs.getFirst().downstream()));
    for (Run run : runs.subList(1, runs.size())) {
      gaps.add(new Gap(Math.max(tail.logStart(), run.previousEnd()), run.downstream()));
    }
    long end = Math.max(tail.dataEnd().orElse(0), runs.getLast().downstream());
    gaps.add(new Gap(Math.max(tail.logStart(), end), tail.logEnd()));
    return gaps;
  }
}
