package io.chappe.replicator.ownership;

import io.chappe.failure.Failure;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits positions to the group, for people and autoscalers: never the truth, so a failure is
 * noted and nothing else. Used by the owner thread, but for {@link #put}.
 */
final class PositionMirror {
  private static final Logger LOGGER = LoggerFactory.getLogger(PositionMirror.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FlowId flow;
  private final Owned owned;
  private final Predicate<TopicPartition> wanted;
  private final OwnershipObserver observer;
  private final LongSupplier nanoTime;
  private final PendingPositions pending = new PendingPositions();
  private boolean inFlight;
  private long lastCommit;
  private String lastFailure;

  /**
   * @param wanted whether a partition still is to be copied: the topics of others may be gone, and
   *     then a commit is refused with a warning
   */
  PositionMirror(
      FlowId flow,
      Owned owned,
      Predicate<TopicPartition> wanted,
      OwnershipObserver observer,
      LongSupplier nanoTime) {
    this.flow = flow;
    this.owned = owned;
    this.wanted = wanted;
    this.observer = observer;
    this.nanoTime = nanoTime;
    this.lastCommit = nanoTime.getAsLong() - INTERVAL_NANOS;
  }

  /** Takes over newer positions. By any thread. */
  void put(Map<TopicPartition, OffsetAndMetadata> positions) {
    pending.put(positions);
  }

  /** Commits what is pending, if the last commit is done and a second has passed. */
  void commitIfDue(Consumer<?, ?> consumer) {
    long now = nanoTime.getAsLong();
    if (inFlight || now - lastCommit < INTERVAL_NANOS || pending.isEmpty()) {
      return;
    }
    lastCommit = now;
    Set<TopicPartition> partitions = wanted(owned.partitions());
    pending.retain(partitions);
    Map<TopicPartition, OffsetAndMetadata> positions = pending.take(partitions);
    if (!positions.isEmpty()) {
      inFlight = true;
      consumer.commitAsync(positions, this::committed);
    }
  }

  /** Commits what is pending for these partitions and waits for it, no longer than the limit. */
  void commitNow(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration limit) {
    Map<TopicPartition, OffsetAndMetadata> positions =
        pending.take(wanted(owned.among(partitions)));
    long deadline = nanoTime.getAsLong() + limit.toNanos();
    while (!positions.isEmpty()) {
      long left = deadline - nanoTime.getAsLong();
      try {
        consumer.commitSync(positions, Duration.ofNanos(Math.max(0, left)));
        return;
      } catch (WakeupException e) {
        LOGGER.debug("commit woken up, is tried again: flow={}", flow);
      } catch (KafkaException e) {
        failed(e);
        return;
      }
    }
  }

  private Set<TopicPartition> wanted(Collection<TopicPartition> some) {
    return some.stream().filter(wanted).collect(Collectors.toSet());
  }

  /** Another consumer takes over: answers for the one before it won't come. */
  void reset() {
    inFlight = false;
  }

  private void committed(Map<TopicPartition, OffsetAndMetadata> positions, Exception error) {
    inFlight = false;
    if (error == null) {
      lastFailure = null;
    } else if (error.getCause() instanceof UnknownTopicOrPartitionException) {
      // The consumer has warned. Were it tried again, it would warn each time.
      LOGGER.debug("positions of a topic that is gone: flow={}", flow);
    } else {
      pending.putBack(positions);
      failed(error);
    }
  }

  private void failed(Exception error) {
    Failure failure = Failure.of(error);
    observer.failed(failure);
    String sort = Failure.sortOf(error);
    if (!sort.equals(lastFailure)) {
      LOGGER.warn(
          "positions not committed: flow={} reason={} message=\"{}\"",
          flow,
          failure.reason(),
          failure.message());
    }
    lastFailure = sort;
  }
}
