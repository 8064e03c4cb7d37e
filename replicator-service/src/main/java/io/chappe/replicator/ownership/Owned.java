package io.chappe.replicator.ownership;

import io.chappe.naming.FlowId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the listener believes to be ours, and the only place from which it is told
 * otherwise. So each partition is assigned once, and revoked or lost once. Changed by one thread.
 */
final class Owned {
  private static final Logger LOGGER = LoggerFactory.getLogger(Owned.class);

  private final FlowId flow;
  private final OwnershipListener listener;
  private final OwnershipObserver observer;
  private volatile Set<TopicPartition> partitions = Set.of();

  Owned(FlowId flow, OwnershipListener listener, OwnershipObserver observer) {
    this.flow = flow;
    this.listener = listener;
    this.observer = observer;
  }

  /** Can be read by any thread. */
  Set<TopicPartition> partitions() {
    return partitions;
  }

  /** Those of {@code some} that are ours. */
  List<TopicPartition> among(Collection<TopicPartition> some) {
    Set<TopicPartition> ours = partitions;
    return some.stream().filter(ours::contains).toList();
  }

  void assigned(Collection<TopicPartition> some) {
    Set<TopicPartition> ours = partitions;
    List<TopicPartition> fresh = some.stream().filter(each -> !ours.contains(each)).toList();
    if (!fresh.isEmpty()) {
      Set<TopicPartition> more = new HashSet<>(ours);
      more.addAll(fresh);
      change(more);
      LOGGER.info(
          "partitions assigned: flow={} assigned={} owned={}", flow, fresh.size(), more.size());
      tell(() -> listener.assigned(fresh));
    }
  }

  /** Returns when the listener has drained them: they still count as ours until then. */
  void revoked(Collection<TopicPartition> some) {
    List<TopicPartition> gone = among(some);
    if (!gone.isEmpty()) {
      tell(() -> listener.revoked(gone));
    }
  }

  /** After {@link #revoked} and the last commit. */
  void forget(Collection<TopicPartition> some) {
    List<TopicPartition> gone = among(some);
    if (!gone.isEmpty()) {
      remove(gone);
      LOGGER.info(
          "partitions revoked: flow={} revoked={} owned={}", flow, gone.size(), partitions.size());
    }
  }

  void lost(Collection<TopicPartition> some, String reason) {
    List<TopicPartition> gone = among(some);
    if (!gone.isEmpty()) {
      remove(gone);
      observer.lost(gone.size());
      LOGGER.warn("partitions lost: flow={} lost={} reason={}", flow, gone.size(), reason);
      tell(() -> listener.lost(gone));
    }
  }

  private void remove(List<TopicPartition> gone) {
    Set<TopicPartition> left = new HashSet<>(partitions);
    gone.forEach(left::remove);
    change(left);
  }

  private void change(Set<TopicPartition> now) {
    partitions = Set.copyOf(now);
    observer.owned(now.size());
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      // The group's protocol goes on, whatever the listener did.
      LOGGER.error("ownership listener failed: flow={}", flow, e);
    }
  }
}
