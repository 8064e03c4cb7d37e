package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;

/**
 * Whether the copy of a topic is what the original is.
 *
 * @param source where the original is
 * @param target where the copy is
 */
public record Faithfulness(TestCluster source, TestCluster target) {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Batches up to this size may be merged with their neighbours on the way. */
  private static final int LARGEST_MERGED = 16 * 1024;

  /**
   * Waits until consumers have seen as many records in the copy as there are offsets in the
   * original. The copy's offsets tell less: a takeover leaves a marker that is no record.
   */
  public void awaitCopied(String topic, String copy, Duration limit) {
    long expected = new TopicView(source, topic).endOffsets();
    long deadline = System.nanoTime() + limit.toNanos();
    Awaitility.await(copy + " to exist")
        .atMost(limit)
        .pollInterval(POLL)
        .until(new TopicView(target, copy)::exists);
    try (RecordCounter counter = new RecordCounter(target, copy)) {
      while (counter.count() < expected && System.nanoTime() < deadline) {
        counter.poll(POLL);
      }
      assertThat(counter.count())
          .as("records in %s after %s", copy, limit)
          .isGreaterThanOrEqualTo(expected);
    }
  }

  /** The same keys, values, headers and timestamps in the same order in the same partitions. */
  public void assertSameRecords(String topic, String copy) {
    SortedMap<Integer, List<TopicContent.Content>> originals = TopicContent.read(source, topic);
    SortedMap<Integer, List<TopicContent.Content>> copies = TopicContent.read(target, copy);
    assertThat(copies.keySet()).isEqualTo(originals.keySet());
    originals.forEach(
        (partition, records) -> assertSame(copy + "-" + partition, records, copies.get(partition)));
  }

  /**
   * The same batches with the same codec and the same stored payload, byte for byte; but small
   * neighbours may have become one.
   *
   * @return how many are the same
   */
  public int assertSameBatches(String topic, String copy, CompressionType codec) {
    AtomicInteger same = new AtomicInteger();
    SortedMap<Integer, Integer> sourceLeaders = new TopicView(source, topic).leaders();
    SortedMap<Integer, Integer> targetLeaders = new TopicView(target, copy).leaders();
    sourceLeaders.forEach(
        (partition, leader) -> {
          List<StoredBatches.Batch> originals =
              StoredBatches.read(source, leader, topic, partition);
          List<StoredBatches.Batch> copies =
              StoredBatches.read(target, targetLeaders.get(partition), copy, partition);
          assertThat(originals)
              .isNotEmpty()
              .allSatisfy(batch -> assertThat(batch.codec()).isEqualTo(codec));
          same.addAndGet(assertCarried("batches of " + copy + "-" + partition, originals, copies));
        });
    return same.get();
  }

  private static int assertCarried(
      String what, List<StoredBatches.Batch> originals, List<StoredBatches.Batch> copies) {
    int next = 0;
    int same = 0;
    for (int i = 0; i < copies.size(); i++) {
      StoredBatches.Batch copy = copies.get(i);
      if (next < originals.size() && originals.get(next).equals(copy)) {
        next++;
        same++;
      } else {
        int end = endOfMerged(originals, next, copy.count());
        assertThat(originals.subList(next, end))
            .as("%s, number %d: is no original, so it has to hold several small ones", what, i)
            .hasSizeGreaterThan(1)
            .allMatch(each -> each.payload().remaining() <= LARGEST_MERGED)
            .allMatch(each -> each.codec() == copy.codec())
            .allMatch(each -> each.timestampType() == copy.timestampType());
        assertThat(originals.subList(next, end).stream().mapToInt(each -> each.count()).sum())
            .as("records in %s, number %d", what, i)
            .isEqualTo(copy.count());
        next = end;
      }
    }
    assertThat(next).as("number of %s", what).isEqualTo(originals.size());
    return same;
  }

  /** The end of the originals from one on that have as many records together as a copy. */
  private static int endOfMerged(List<StoredBatches.Batch> originals, int from, int count) {
    int records = 0;
    int end = from;
    while (end < originals.size() && records < count) {
      records += originals.get(end).count();
      end++;
    }
    return end;
  }

  /** Says where the first difference is: whole lists would be too much to read. */
  private static <T> void assertSame(String what, List<T> originals, List<T> copies) {
    int common = Math.min(originals.size(), copies.size());
    for (int i = 0; i < common; i++) {
      if (!originals.get(i).equals(copies.get(i))) {
        assertThat(copies.get(i)).as("%s, number %d", what, i).isEqualTo(originals.get(i));
      }
    }
    assertThat(copies.size()).as("number of %s", what).isEqualTo(originals.size());
  }
}
