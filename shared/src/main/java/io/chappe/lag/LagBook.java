package io.chappe.lag;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known of the ends and the positions of a flow's partitions, and how far behind the copy
 * is by that. Thread-safe: told by whoever asks the source and by whoever copies.
 */
public final class LagBook {
  private static final long NEVER = -1;
  private static final int OF_ANOTHER_LOG = 2;

  /** Answers that overtake each other are no further apart; a clock that was set may be. */
  private static final long OVERTAKEN_MS = 10_000;

  private final long validMs;
  private final LongSupplier wallClockMs;
  private final long openedMs;
  private final Map<TopicPartition, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /**
   * @param end null until it is known
   * @param position -1 until it is known
   * @param endedMs when the end was told
   * @param completeMs when the copy was last known to be complete
   * @param newestMs newest timestamp of what is durable on the target
   * @param heldSinceMs since when one transaction is seen to be open
   * @param knownMs since when the partition is known at all
   * @param ahead how many ends in a row were before the position: one may be older than it, more
   *     are those of another log
   */
  private record Entry(
      SourceEnd end,
      long position,
      long endedMs,
      long completeMs,
      long newestMs,
      long heldSinceMs,
      long knownMs,
      int ahead) {
    private static Entry empty(long nowMs) {
      return new Entry(null, NEVER, NEVER, NEVER, NEVER, NEVER, nowMs, 0);
    }

    private Entry at(long newPosition) {
      return new Entry(
          end, newPosition, endedMs, completeMs, newestMs, heldSinceMs, knownMs, ahead);
    }

    private Entry fetched(long lastStable) {
      SourceEnd now =
          new SourceEnd(
              Math.max(lastStable, end.lastStable()), Math.max(lastStable, end.highWatermark()));
      return new Entry(now, position, endedMs, completeMs, newestMs, heldSinceMs, knownMs, ahead);
    }

    private Entry newest(long ms) {
      return new Entry(
          end, position, endedMs, completeMs, Math.max(newestMs, ms), heldSinceMs, knownMs, ahead);
    }

    private boolean isNewerThan(long ms) {
      return ms < endedMs && endedMs - ms < OVERTAKEN_MS;
    }

    private Entry ended(SourceEnd now, long ms) {
      int times = position > now.highWatermark() ? ahead + 1 : 0;
      boolean complete = position >= now.lastStable() && times < OF_ANOTHER_LOG;
      boolean same = end != null && end.lastStable() == now.lastStable() && heldSinceMs != NEVER;
      long held = now.heldBack() == 0 ? NEVER : same ? heldSinceMs : ms;
      return new Entry(
          now, position, ms, complete ? ms : completeMs, newestMs, held, knownMs, times);
    }
  }

  /**
   * @param validity for so long an end that was told counts as known
   * @param wallClockMs milliseconds of the epoch
   */
  public LagBook(Duration validity, LongSupplier wallClockMs) {
    this.validMs = validity.toMillis();
    this.wallClockMs = wallClockMs;
    this.openedMs = wallClockMs.getAsLong();
  }

  /**
   * Takes in ends that the source told.
   *
   * @param askedMs when it was asked, in milliseconds of the epoch: what is durable now was
   *     complete no later than then
   */
  public void ended(Map<TopicPartition, SourceEnd> ends, long askedMs) {
    ends.forEach(
        (partition, end) ->
            change(
                partition,
                entry -> entry.isNewerThan(askedMs) ? entry : entry.ended(end, askedMs)));
  }

  /**
   * A fetch has told of an offset that can be read: newer than the last answer it may be, but no
   * proof that the source still answers.
   */
  public void fetched(TopicPartition partition, long lastStable) {
    Entry known = entries.get(partition);
    if (known != null && known.end != null && known.end.lastStable() < lastStable) {
      change(partition, entry -> entry.fetched(lastStable));
    }
  }

  /** Everything below this offset of the source is durable on the target. */
  public void positioned(TopicPartition partition, long position) {
    Entry known = entries.get(partition);
    if (known == null || known.position != position) {
      change(partition, entry -> entry.at(position));
    }
  }

  /** The same for a partition of which no better position is known. */
  public void remembered(TopicPartition partition, long position) {
    change(partition, entry -> entry.position == NEVER ? entry.at(position) : entry);
  }

  /**
   * Records are durable on the target.
   *
   * @param newestMs the newest of their timestamps; one in the future counts as now
   */
  public void copied(TopicPartition partition, long newestMs) {
    long ms = Math.min(newestMs, wallClockMs.getAsLong());
    change(partition, entry -> entry.newest(ms));
  }

  /** Newest timestamp of what is durable, in milliseconds of the epoch; empty if unknown. */
  public OptionalLong newestMs(TopicPartition partition) {
    long ms = entry(partition).newestMs;
    return ms == NEVER ? OptionalLong.empty() : OptionalLong.of(ms);
  }

  /** Everything below has been copied, as far as it is known; -1 if it isn't. */
  public long position(TopicPartition partition) {
    return entry(partition).position;
  }

  /** Forgets what is known of a partition: its copy begins anew. */
  public void forget(TopicPartition partition) {
    entries.remove(partition);
    changes.incrementAndGet();
  }

  /** Forgets the other partitions. */
  public void retain(Predicate<TopicPartition> kept) {
    entries.keySet().removeIf(kept.negate());
    changes.incrementAndGet();
  }

  /** Another number whenever something else is known: till then, only time passes. */
  public long changes() {
    return changes.get();
  }

  /** How far behind the copy of a partition is now. */
  public PartitionLag of(TopicPartition partition) {
    return of(entry(partition));
  }

  private PartitionLag of(Entry entry) {
    long now = wallClockMs.getAsLong();
    boolean fresh = entry.end != null && now - entry.endedMs <= validMs;
    OptionalLong heldBack = fresh ? OptionalLong.of(entry.end.heldBack()) : OptionalLong.empty();
    long heldFor = fresh && entry.heldSinceMs != NEVER ? now - entry.heldSinceMs : 0;
    if (!fresh || entry.position == NEVER || entry.ahead >= OF_ANOTHER_LOG) {
      long since = entry.end == null || fresh ? entry.knownMs : entry.endedMs;
      return new PartitionLag(
          OptionalLong.empty(), heldBack, heldFor, age(entry, now), OptionalLong.of(since));
    }
    long records = Math.max(0, entry.end.lastStable() - entry.position);
    OptionalDouble seconds = records == 0 ? OptionalDouble.of(0) : age(entry, now);
    return new PartitionLag(
        OptionalLong.of(records), heldBack, heldFor, seconds, OptionalLong.empty());
  }

  /** What never was complete, and of which nothing is known to be durable, is as old at least. */
  private static OptionalDouble age(Entry entry, long now) {
    long at = Math.max(entry.completeMs, entry.newestMs);
    return OptionalDouble.of(Math.max(0, now - (at == NEVER ? entry.knownMs : at)) / 1_000.0);
  }

  private Entry entry(TopicPartition partition) {
    Entry known = entries.get(partition);
    return known == null ? Entry.empty(openedMs) : known;
  }

  private void change(TopicPartition partition, UnaryOperator<Entry> change) {
    entries.compute(
        partition,
        (key, entry) -> change.apply(entry == null ? Entry.empty(wallClockMs.getAsLong()) : entry));
    changes.incrementAndGet();
  }
}
