package io.chappe.acceptance.chaos;

import io.chappe.acceptance.Arrivals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What came out of a run.
 *
 * @param committed the source's partitions as a consumer of committed records sees them
 * @param copied what any consumer sees in their copies
 * @param keyed what became of the topic that is compacted on the target
 * @param acknowledged records that the source has acknowledged, aborted ones too
 * @param aborts transactions aborted on purpose
 * @param takeovers as instances have counted them
 * @param epochsEnded partitions whose copying has gone over to another producer id
 * @param arrivedAmidFaults records that arrived before the last fault was over
 * @param longestGaps the longest time between two arrivals in each copy, in milliseconds
 */
record ChaosResult(
    Map<TopicPartition, Contents.Log> committed,
    Map<TopicPartition, Contents.Log> copied,
    KeyedResult keyed,
    long acknowledged,
    long aborts,
    long takeovers,
    long epochsEnded,
    long arrivedAmidFaults,
    SortedMap<String, Arrivals.Gap> longestGaps) {

  /** How the copies differ from what was committed; empty if they don't. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    committed.forEach(
        (partition, log) ->
            new LogDifference(log, copied.get(partition))
                .describe()
                .ifPresent(text -> differences.add(partition + ": " + text)));
    differences.addAll(keyed.differences());
    return differences;
  }

  /** Number of records in {@code logs}. */
  static long records(Map<TopicPartition, Contents.Log> logs) {
    return logs.values().stream().mapToLong(log -> log.records().size()).sum();
  }

  /** Records anywhere whose producer never committed them. */
  long neverCommitted() {
    return Stream.of(committed, copied)
        .flatMap(logs -> logs.values().stream())
        .flatMap(log -> log.records().stream())
        .filter(Numbered::aborted)
        .count();
  }

  /** Markers in the copies: what offsets lie between the records. Each is a takeover's fence. */
  long fences() {
    return copied.values().stream().mapToLong(log -> log.end() - log.records().size()).sum();
  }

  String summary() {
    return "committed=%d copied=%d %s acknowledged=%d abortedTransactions=%d takeovers=%d epochsEnded=%d arrivedAmidFaults=%d fences=%d longestGaps=%s"
        .formatted(
            records(committed),
            records(copied),
            keyed,
            acknowledged,
            aborts,
            takeovers,
            epochsEnded,
            arrivedAmidFaults,
            fences(),
            longestGaps);
  }
}
