package io.chappe.acceptance.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of the topic that is compacted on the target.
 *
 * @param source all that was written, by the partition of the copy
 * @param seen what came into the copies while a consumer followed them
 * @param left what is in the copies in the end
 * @param announced how many records of each copy replicators said may come again
 */
record KeyedResult(
    Map<TopicPartition, KeyedLog> source,
    Map<TopicPartition, KeyedLog> seen,
    Map<TopicPartition, KeyedLog> left,
    Map<TopicPartition, Long> announced) {

  /** How the copies differ from what a compacted copy may be; empty if they don't. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    source.forEach(
        (copy, log) -> {
          long again = announced.getOrDefault(copy, 0L);
          log.disorderOf(seen.get(copy), again)
              .ifPresent(text -> differences.add(copy + ": " + text));
          log.disorderOf(left.get(copy), again)
              .ifPresent(text -> differences.add(copy + " in the end: " + text));
          log.staleness(left.get(copy)).ifPresent(text -> differences.add(copy + ": " + text));
        });
    return differences;
  }

  /** Number of records in {@code logs}. */
  static long records(Map<TopicPartition, KeyedLog> logs) {
    return logs.values().stream().mapToLong(KeyedLog::size).sum();
  }

  @Override
  public String toString() {
    return "keyed=%d keyedSeen=%d keyedLeft=%d announcedAgain=%s"
        .formatted(records(source), records(seen), records(left), announced);
  }
}
