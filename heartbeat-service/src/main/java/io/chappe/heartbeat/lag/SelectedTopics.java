package io.chappe.heartbeat.lag;

import io.chappe.config.FlowConfig;
import io.chappe.config.TopicSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The partitions of the topics that a flow's configuration selects on the source. Topics are listed
 * in one request, every time for a small cluster and every 30 s for one of 10,000 partitions; their
 * partitions are asked for when a topic is new, and of all every 30 s. For one thread.
 */
final class SelectedTopics {
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long NANOS_FOR_EACH = Duration.ofMillis(3).toNanos();

  private final LagSource source;
  private final LongSupplier nanoTime;
  private Map<String, SelectedTopic> topics = Map.of();
  private List<TopicPartition> partitions = List.of();
  private volatile Set<String> listed = Set.of();
  private FlowConfig selectedBy;
  private boolean due = true;
  private boolean allDue = true;
  private long dueNanos;
  private long allDueNanos;

  private record SelectedTopic(Uuid id, int partitions) {}

  SelectedTopics(LagSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** All topics of the source, selected or not, as last told. From any thread. */
  Set<String> listed() {
    return listed;
  }

  /** As last seen. */
  List<TopicPartition> partitions() {
    return partitions;
  }

  /** Has the next {@link #look} ask whatever the time is: something is new, or gone. */
  void lookSoon() {
    due = true;
    allDue = true;
  }

  /**
   * Asks the source, if it is time.
   *
   * @param copied topics that have been copied already: of several that would share a remote topic,
   *     only these
   * @return whether it was asked
   */
  boolean look(FlowConfig flow, Set<String> copied)
      throws InterruptedException, ExecutionException, TimeoutException {
    long now = nanoTime.getAsLong();
    if (!due && now - dueNanos < 0 && flow == selectedBy) {
      return false;
    }
    boolean all = allDue || now - allDueNanos >= 0;
    Map<String, Uuid> listed = source.topics();
    this.listed = Set.copyOf(listed.keySet());
    Set<String> wanted = new TopicSelection(flow).choose(listed.keySet(), copied).wanted().keySet();
    topics = described(wanted, listed, all);
    partitions = all(topics);
    selectedBy = flow;
    due = false;
    dueNanos =
        now + Math.min(LONGEST_NANOS, NANOS_FOR_EACH * Math.max(listed.size(), partitions.size()));
    if (all) {
      allDue = false;
      allDueNanos = now + LONGEST_NANOS;
    }
    return true;
  }

  private Map<String, SelectedTopic> described(
      Set<String> wanted, Map<String, Uuid> listed, boolean all)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, SelectedTopic> next = new HashMap<>();
    List<String> asked = new ArrayList<>();
    for (String topic : wanted) {
      SelectedTopic before = topics.get(topic);
      boolean same = before != null && before.id().equals(listed.get(topic));
      if (same) {
        next.put(topic, before);
      }
      if (all || !same) {
        asked.add(topic);
      }
    }
    Map<String, Integer> counts = asked.isEmpty() ? Map.of() : source.partitions(asked);
    // A broker that lags behind may tell of fewer than before: a topic never shrinks.
    counts.forEach(
        (topic, count) ->
            next.merge(
                topic,
                new SelectedTopic(listed.get(topic), count),
                (before, now) -> before.partitions() > count ? before : now));
    return next;
  }

  private static List<TopicPartition> all(Map<String, SelectedTopic> topics) {
    List<TopicPartition> all = new ArrayList<>();
    topics.forEach(
        (topic, known) -> {
          for (int number = 0; number < known.partitions(); number++) {
            all.add(new TopicPartition(topic, number));
          }
        });
    return List.copyOf(all);
  }
}
