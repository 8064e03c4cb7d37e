package io.chappe.replicator.wire.fetch;

import io.chappe.lag.SourceEnd;
import io.chappe.replicator.copy.port.BatchFetcher;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions end, as their leaders tell with what is fetched. In a fetch session (KIP-227) a
 * broker tells of a partition when it joins and whenever its high watermark has moved, which it
 * does with each change of the last stable offset too; so each answer says of all others that they
 * end where they did. Written by the fetch thread, read by any.
 */
public final class FetchedEnds {
  private final Map<TopicPartition, Told> told = new ConcurrentHashMap<>();

  private record Told(SourceEnd end, NodeFetch by) {}

  /** A leader has told. */
  void told(TopicPartition partition, SourceEnd end, NodeFetch by) {
    told.put(partition, new Told(end, by));
  }

  /** What is known may be old from now on. */
  void forget(TopicPartition partition) {
    told.remove(partition);
  }

  /** The same, unless another broker has told since. */
  void forget(TopicPartition partition, NodeFetch by) {
    told.computeIfPresent(partition, (key, last) -> last.by == by ? null : last);
  }

  /**
   * What holds of these partitions, by the broker that says so.
   *
   * @param nowMs by the clock of {@link NodeFetch#answered}
   * @param maxAgeMs milliseconds since the question to which the broker has answered, at most
   */
  List<BatchFetcher.Ends> of(Collection<TopicPartition> partitions, long nowMs, long maxAgeMs) {
    Map<NodeFetch, BatchFetcher.Ends> byNode = new HashMap<>();
    for (TopicPartition each : partitions) {
      Told last = told.get(each);
      if (last != null) {
        BatchFetcher.Ends ofNode =
            byNode.computeIfAbsent(
                last.by, node -> new BatchFetcher.Ends(nowMs - node.answered(), new HashMap<>()));
        // Once more: an answer in between would make an end look newer than it is.
        Told now = told.get(each);
        if (now != null && now.by == last.by) {
          ofNode.ends().put(each, now.end);
        }
      }
    }
    return byNode.values().stream().filter(each -> each.ageMs() <= maxAgeMs).toList();
  }
}
