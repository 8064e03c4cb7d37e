package io.chappe.acceptance;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Watches records arrive on the target: how many, and how long at most none came. */
public final class Arrivals implements Callable<Void> {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TestCluster target;
  private final Collection<TopicPartition> partitions;
  private final AtomicBoolean ended;
  private final Map<TopicPartition, Long> counts = new HashMap<>();
  private final Map<TopicPartition, Long> lastNanos = new HashMap<>();
  private final SortedMap<String, Gap> longestGaps = new TreeMap<>();
  private long newestNanos = System.nanoTime();

  /**
   * @param target the cluster on which they arrive
   * @param partitions the partitions to watch
   * @param ended becomes true when there is no more to see
   */
  public Arrivals(TestCluster target, Collection<TopicPartition> partitions, AtomicBoolean ended) {
    this.target = target;
    this.partitions = partitions;
    this.ended = ended;
  }

  @Override
  public Void call() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            target.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      begin();
      while (!ended.get()) {
        note(consumer.poll(POLL));
      }
    }
    return null;
  }

  /**
   * Forgets the gaps so far. A partition that gets nothing from now on has one as well, which
   * counts when it ends.
   */
  public synchronized void begin() {
    longestGaps.clear();
    long now = System.nanoTime();
    partitions.forEach(each -> lastNanos.put(each, now));
  }

  private synchronized void note(ConsumerRecords<byte[], byte[]> records) {
    long now = System.nanoTime();
    for (TopicPartition each : records.partitions()) {
      counts.merge(each, (long) records.records(each).size(), Long::sum);
      long gapMs = TimeUnit.NANOSECONDS.toMillis(now - lastNanos.put(each, now));
      longestGaps.merge(
          each.toString(),
          new Gap(gapMs, Instant.now()),
          (one, other) -> one.milliseconds() >= other.milliseconds() ? one : other);
      newestNanos = now;
    }
  }

  /** Records that have arrived. */
  public synchronized long count() {
    return counts.values().stream().mapToLong(each -> each).sum();
  }

  /** Records of a partition that have arrived. */
  public synchronized long count(TopicPartition partition) {
    return counts.getOrDefault(partition, 0L);
  }

  /** How long ago the newest record arrived. */
  public synchronized Duration quietFor() {
    return Duration.ofNanos(System.nanoTime() - newestNanos);
  }

  /** The longest time between two arrivals, by partition. */
  public synchronized SortedMap<String, Gap> longestGaps() {
    return new TreeMap<>(longestGaps);
  }

  /**
   * A time in which nothing arrived.
   *
   * @param milliseconds its length
   * @param end when something arrived again
   */
  public record Gap(long milliseconds, Instant end) {
    @Override
    public String toString() {
      return milliseconds + "ms until " + end.truncatedTo(ChronoUnit.SECONDS);
    }
  }
}
