package io.chappe.replicator.lag;

import io.chappe.lag.LagBook;
import io.chappe.lag.LagSum;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** How far behind the copies of this instance's partitions of a flow are. Thread-safe. */
public final class FlowLag {
  /** Sums over thousands of partitions are asked for many times a second. */
  private static final long SUM_VALID_MS = 1_000;

  private final LagBook book;
  private final LongSupplier wallClockMs;
  private volatile Map<String, List<TopicPartition>> byTopic = Map.of();
  private volatile Sums sums = new Sums(Map.of(), -1, 0, Map.of(), LagSum.NOTHING);
  private final Set<TopicPartition> anew = ConcurrentHashMap.newKeySet();

  /** Those of them of which it is known where their sources begin. */
  private final Set<TopicPartition> begun = ConcurrentHashMap.newKeySet();

  private volatile boolean known;
  private volatile Set<TopicPartition> told = Set.of();

  /**
   * @param wallClockMs milliseconds of the epoch
   */
  public FlowLag(LongSupplier wallClockMs) {
    this.book = new LagBook(LagWatch.VALIDITY, wallClockMs);
    this.wallClockMs = wallClockMs;
  }

  /** What the partitions came to when the book was in that state. */
  private record Sums(
      Map<String, List<TopicPartition>> partitions,
      long changes,
      long atMs,
      Map<String, LagSum> byTopic,
      LagSum ofAll) {}

  LagBook book() {
    return book;
  }

  /** Says whether there are no other partitions than those that were told. */
  void knows(boolean all) {
    known = all;
  }

  /**
   * Says which partitions are this instance's; the others are forgotten.
   *
   * @param partitions never changed afterwards
   */
  public void partitions(Set<TopicPartition> partitions) {
    if (told == partitions) {
      return;
    }
    told = partitions;
    if (byTopic.values().stream().mapToInt(List::size).sum() == partitions.size()
        && partitions.containsAll(all())) {
      return;
    }
    byTopic =
        partitions.stream()
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .collect(
                Collectors.groupingBy(TopicPartition::topic, TreeMap::new, Collectors.toList()));
    book.retain(partitions::contains);
    anew.retainAll(partitions);
    begun.retainAll(anew);
  }

  /** The partitions that are this instance's, as far as was told. */
  Set<TopicPartition> partitions() {
    return Set.copyOf(all());
  }

  private List<TopicPartition> all() {
    return byTopic.values().stream().flatMap(Collection::stream).toList();
  }

  /**
   * A copier tells how it gets on.
   *
   * @param position everything below is durable on the target
   * @param lastStable an offset that fetches have told can be read, empty if none has
   */
  public void copying(TopicPartition partition, long position, OptionalLong lastStable) {
    if (anew.remove(partition)) {
      begun.remove(partition);
    }
    book.positioned(partition, position);
    lastStable.ifPresent(offset -> book.fetched(partition, offset));
  }

  /**
   * The copy of a partition begins anew: what was known is that of another. Until a copier tells of
   * it, all that the source holds counts as missing.
   *
   * @return whether that was news
   */
  public boolean beginsAnew(TopicPartition partition) {
    boolean news = anew.add(partition);
    if (news) {
      begun.remove(partition);
      book.forget(partition);
    }
    return news;
  }

  /**
   * Those of these partitions whose copies begin anew, of which no copier has told yet, nor {@link
   * #begun anybody} where their sources begin.
   */
  Set<TopicPartition> anewAmong(Set<TopicPartition> partitions) {
    return anew.stream()
        .filter(each -> partitions.contains(each) && !begun.contains(each))
        .collect(Collectors.toSet());
  }

  /** Says that it is known where the sources of these begin. */
  void begun(Set<TopicPartition> partitions) {
    begun.addAll(partitions);
  }

  /** Records are durable, the newest of them with that timestamp. */
  public void copied(TopicPartition partition, long newestMs) {
    book.copied(partition, newestMs);
  }

  /** The newest timestamp of what is durable; empty if unknown. */
  public OptionalLong newestMs(TopicPartition partition) {
    return book.newestMs(partition);
  }

  /** The topics of which this instance has partitions. */
  public Set<String> topics() {
    return byTopic.keySet();
  }

  /** The numbers of this instance's partitions of a topic. */
  public List<Integer> numbers(String topic) {
    return byTopic.getOrDefault(topic, List.of()).stream().map(TopicPartition::partition).toList();
  }

  /** This instance's partitions of a topic together. */
  public LagSum of(String topic) {
    return !byTopic.containsKey(topic)
        ? LagSum.UNKNOWN
        : LagSum.of(byTopic.getOrDefault(topic, List.of()).stream().map(book::of).toList());
  }

  /** This instance's partitions of all other topics together. */
  public LagSum ofAllBut(Set<String> topics) {
    return LagSum.of(
        byTopic.entrySet().stream()
            .filter(each -> !topics.contains(each.getKey()))
            .flatMap(each -> each.getValue().stream())
            .map(book::of)
            .toList());
  }

  /** All partitions of this instance together; ages are up to a second behind. */
  public LagSum ofAll() {
    return byTopic.isEmpty() && !known ? LagSum.UNKNOWN : sums().ofAll;
  }

  /** This instance's partitions by their topics; ages are up to a second behind. */
  public Map<String, LagSum> ofEach() {
    return sums().byTopic;
  }

  private Sums sums() {
    Map<String, List<TopicPartition>> partitions = byTopic;
    long now = wallClockMs.getAsLong();
    // Before the sums are made: what changes meanwhile has them made anew.
    long changes = book.changes();
    Sums last = sums;
    if (last.partitions != partitions
        || last.changes != changes
        || Math.abs(now - last.atMs) >= SUM_VALID_MS) {
      Map<String, LagSum> each = new TreeMap<>();
      partitions.forEach(
          (topic, some) -> each.put(topic, LagSum.of(some.stream().map(book::of).toList())));
      last =
          new Sums(
              partitions,
              changes,
              now,
              Collections.unmodifiableMap(each),
              LagSum.sum(each.values()));
      sums = last;
    }
    return last;
  }

  /** The partitions in which one transaction is seen to be open for that long, the first few. */
  List<TopicPartition> heldFor(long ms, int most) {
    return all().stream().filter(each -> book.of(each).heldForMs() >= ms).limit(most).toList();
  }
}
