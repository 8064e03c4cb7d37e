package io.chappe.replicator.topics;

import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.topics.creation.MapTopicMemory;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Uuid;

/**
 * What a flow's process has seen of topics since it began. Outlives a {@link FlowTopics}, which a
 * changed filter replaces. Thread-safe.
 */
public final class TopicsMemory {
  /** Producers' clocks may be slow, and records older than the look itself. */
  private static final long SLOW_CLOCKS_MS = Duration.ofMinutes(1).toMillis();

  private final LongSupplier wallClockMs;
  private final SeenTopics seen = new SeenTopics();
  private final MapTopicMemory mapTopic = new MapTopicMemory();
  private volatile boolean everythingListed;

  /**
   * @param wallClockMs milliseconds since the epoch
   */
  public TopicsMemory(LongSupplier wallClockMs) {
    this.wallClockMs = wallClockMs;
  }

  long nowMs() {
    return wallClockMs.getAsLong();
  }

  /** The topics of the source. */
  SeenTopics seen() {
    return seen;
  }

  /** The offset-map topic. */
  MapTopicMemory mapTopic() {
    return mapTopic;
  }

  /** Notes that the source has no authorizer: what isn't listed isn't there. */
  void everythingIsListed() {
    everythingListed = true;
  }

  boolean isEverythingListed() {
    return everythingListed;
  }

  /**
   * Where the copy of a partition must begin at the latest because it came while this process was
   * looking: a timestamp in milliseconds since the epoch, or {@link BatchFetcher#EARLIEST}; empty
   * for one that was there before.
   *
   * <p>If the source has an authorizer, a topic that appears may be an old one that this principal
   * is only now allowed to see. Its history isn't asked for, so the copy begins a minute before the
   * last look without it.
   */
  public OptionalLong startOf(Uuid sourceTopicId, int partition) {
    if (seen.isGrown(sourceTopicId, partition)) {
      return OptionalLong.of(BatchFetcher.EARLIEST);
    }
    OptionalLong missing = seen.missingMs(sourceTopicId);
    if (missing.isEmpty()) {
      return missing;
    }
    return OptionalLong.of(
        everythingListed ? BatchFetcher.EARLIEST : missing.getAsLong() - SLOW_CLOCKS_MS);
  }
}
