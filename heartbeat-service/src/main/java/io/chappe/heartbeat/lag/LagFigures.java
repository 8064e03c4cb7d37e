package io.chappe.heartbeat.lag;

import io.chappe.lag.LagBook;
import io.chappe.lag.LagSum;
import io.chappe.lag.PartitionLag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a flow's copy is behind at one moment. What isn't known is empty and never 0.
 *
 * @param sum of all partitions that the flow's configuration selects
 * @param copyable records that more replicators could copy: not those of a paused flow, of
 *     partitions that are stopped, or of heartbeats; empty if it isn't known of every partition
 * @param neverCopied partitions with records to copy of which the group has no position: never
 *     copied, or so long ago that the source has forgotten
 * @param partitions how many partitions that are
 * @param topics the same for single topics, the worst first, {@link #MOST_TOPICS} at most
 */
public record LagFigures(
    LagSum sum, OptionalLong copyable, int neverCopied, int partitions, List<TopicLag> topics) {
  /** Topics that are told of at most. */
  public static final int MOST_TOPICS = 50;

  private static final Comparator<TopicLag> WORST_FIRST =
      Comparator.comparing((TopicLag each) -> each.sum().unknown() == 0)
          .thenComparing(each -> -each.sum().records().orElse(0))
          .thenComparing(TopicLag::topic);

  /** How far the copy of one topic is behind. */
  public record TopicLag(String topic, LagSum sum) {}

  /**
   * What was found out last.
   *
   * @param partitions all that are selected; null if the source never told
   * @param without those of them without a position
   * @param resting those that no further replicator would help
   * @param paused whether the flow is
   * @param listedMs when the source told which topics there are, in milliseconds of the epoch; when
   *     it was first asked, if it never did
   * @param listed whether that is recent enough to count on
   */
  record Found(
      Collection<TopicPartition> partitions,
      Set<TopicPartition> without,
      Set<TopicPartition> resting,
      boolean paused,
      long listedMs,
      boolean listed) {}

  static LagFigures of(Found found, LagBook book) {
    List<PartitionLag> lags = new ArrayList<>();
    Map<String, List<PartitionLag>> byTopic = new HashMap<>();
    long copyable = 0;
    boolean allKnown = found.listed();
    int neverCopied = 0;
    for (TopicPartition each : found.partitions()) {
      PartitionLag lag = book.of(each);
      lags.add(lag);
      byTopic.computeIfAbsent(each.topic(), topic -> new ArrayList<>()).add(lag);
      if (!found.resting().contains(each)) {
        copyable += lag.records().orElse(0);
        allKnown &= lag.isKnown();
      }
      neverCopied += found.without().contains(each) && lag.records().orElse(0) > 0 ? 1 : 0;
    }
    OptionalLong more = allKnown ? OptionalLong.of(copyable) : OptionalLong.empty();
    return new LagFigures(
        found.listed() ? LagSum.of(lags) : unlisted(LagSum.of(lags), lags.size(), found.listedMs()),
        found.paused() ? OptionalLong.of(0) : more,
        neverCopied,
        lags.size(),
        worst(byTopic));
  }

  /** There may be topics that nobody has told of: then no sum is that of all. */
  private static LagSum unlisted(LagSum sum, int partitions, long listedMs) {
    return new LagSum(
        OptionalLong.empty(),
        OptionalLong.empty(),
        sum.heldForMs(),
        partitions == 0 ? OptionalDouble.empty() : sum.seconds(),
        partitions,
        OptionalLong.of(Math.min(listedMs, sum.unknownSinceMs().orElse(listedMs))));
  }

  private static List<TopicLag> worst(Map<String, List<PartitionLag>> byTopic) {
    return byTopic.entrySet().stream()
        .map(each -> new TopicLag(each.getKey(), LagSum.of(each.getValue())))
        .filter(each -> each.sum().unknown() > 0 || isBehind(each.sum()))
        .sorted(WORST_FIRST)
        .limit(MOST_TOPICS)
        .toList();
  }

  private static boolean isBehind(LagSum sum) {
    return sum.records().orElse(0) > 0 || sum.heldBack().orElse(0) > 0;
  }
}
