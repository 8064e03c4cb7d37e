package io.chappe.replicator.wire.fetch;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.lag.SourceEnd;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.wire.batch.BatchSplitter;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Guard;
import io.chappe.replicator.wire.cluster.WireErrors;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchResponse;

/**
 * Takes fetch responses apart and tells the listeners of their partitions. Confined to the fetch
 * thread.
 */
final class FetchResults {
  private static final long RETRY_MS = 100;
  private static final long PREFERRED_REPLICA_MS = 60_000;

  private final ClusterClient client;
  private final ReceivePool pool;
  private final FetchTraffic traffic;
  private final FollowedPartitions followed;
  private final SourceReplicas replicas;
  private final FetchedEnds ends;
  private final Executor copyLoop;

  FetchResults(
      ClusterClient client,
      ReceivePool pool,
      FetchTraffic traffic,
      FollowedPartitions followed,
      SourceReplicas replicas,
      FetchedEnds ends,
      Executor copyLoop) {
    this.client = client;
    this.pool = pool;
    this.traffic = traffic;
    this.followed = followed;
    this.replicas = replicas;
    this.ends = ends;
    this.copyLoop = copyLoop;
  }

  /** Takes a response to what was asked of one broker. */
  void take(NodeFetch fetch, Map<TopicPartition, FetchResponseData.PartitionData> partitions) {
    ReceivePool.Lease lease = lease(partitions.values());
    try {
      partitions.forEach((partition, data) -> take(fetch, partition, data, lease));
    } finally {
      if (lease != null) {
        lease.endSplitting();
      }
    }
  }

  /**
   * All partitions lie in one buffer, which mustn't go back to the pool before the last is split.
   */
  private ReceivePool.Lease lease(Collection<FetchResponseData.PartitionData> partitions) {
    for (FetchResponseData.PartitionData data : partitions) {
      if (FetchResponse.recordsSize(data) > 0) {
        return pool.claim(BatchSplitter.buffer(data));
      }
    }
    return null;
  }

  private void take(
      NodeFetch fetch,
      TopicPartition partition,
      FetchResponseData.PartitionData data,
      ReceivePool.Lease lease) {
    FollowedPartition asked = fetch.asked.get(partition);
    if (asked == null || !followed.holds(asked)) {
      return;
    }
    Guard.run(() -> take(fetch, asked, data, lease), failure -> end(asked, failure));
  }

  private void take(
      NodeFetch fetch,
      FollowedPartition asked,
      FetchResponseData.PartitionData data,
      ReceivePool.Lease lease) {
    Errors error = Errors.forCode(data.errorCode());
    noteEnd(fetch, asked, data, error);
    if (error != Errors.NONE) {
      handleError(asked, error);
    } else if (FetchResponse.isDivergingEpoch(data)) {
      handleDivergence(asked, data.divergingEpoch());
    } else if (FetchResponse.isPreferredReplica(data)) {
      asked.preferReplica(data.preferredReadReplica(), client.nowMs() + PREFERRED_REPLICA_MS);
    } else {
      takeBatches(fetch, asked, data, lease);
    }
  }

  /** A follower may know less than there is, so only leaders count. */
  private void noteEnd(
      NodeFetch fetch,
      FollowedPartition asked,
      FetchResponseData.PartitionData data,
      Errors error) {
    boolean counts =
        error == Errors.NONE
            && data.highWatermark() >= 0
            && data.lastStableOffset() >= 0
            && !FetchResponse.isDivergingEpoch(data)
            && !FetchResponse.isPreferredReplica(data)
            && client
                .leader(asked.partition)
                .filter(each -> each.id() == fetch.node.id())
                .isPresent();
    if (counts) {
      ends.told(
          asked.partition, new SourceEnd(data.lastStableOffset(), data.highWatermark()), fetch);
    } else {
      ends.forget(asked.partition);
    }
  }

  private void takeBatches(
      NodeFetch fetch,
      FollowedPartition asked,
      FetchResponseData.PartitionData data,
      ReceivePool.Lease lease) {
    Optional<Chunk> split;
    try {
      split = BatchSplitter.split(data, lease, asked.account);
    } catch (KafkaException corrupt) {
      String where = "fetch of " + asked.partition + " at " + asked.offset() + ": ";
      end(asked, new Failure.Retry(Reason.CORRUPT_MESSAGE, where + corrupt.getMessage()));
      return;
    }
    if (split.isEmpty()) {
      return;
    }
    Chunk chunk = split.get();
    boolean isFollower =
        client.leader(asked.partition).filter(leader -> leader.id() != fetch.node.id()).isPresent();
    traffic.received(asked.partition.topic(), FetchResponse.recordsSize(data), isFollower);
    followed.moveToTheEnd(asked);
    asked.advanceTo(
        Math.max(asked.offset(), chunk.endOffset()), chunk.batches().getLast().leaderEpoch());
    tell(asked, listener -> listener.fetched(chunk));
  }

  private void tell(FollowedPartition partition, Consumer<BatchFetcher.Listener> news) {
    BatchFetcher.Listener listener = partition.listener;
    copyLoop.execute(() -> Guard.run(() -> news.accept(listener), listener::failed));
  }

  private void end(FollowedPartition partition, Failure failure) {
    followed.remove(partition.partition);
    tell(partition, listener -> listener.failed(failure));
  }

  private void handleDivergence(
      FollowedPartition partition, FetchResponseData.EpochEndOffset divergence) {
    if (partition.preferredReplica(client.nowMs()).isPresent()) {
      // A follower may lag behind: the leader knows.
      replicas.leave(partition);
      return;
    }
    followed.remove(partition.partition);
    int epoch = divergence.epoch();
    long end = divergence.endOffset();
    tell(partition, listener -> listener.diverged(epoch, end));
  }

  private void handleError(FollowedPartition partition, Errors error) {
    switch (error) {
      case OFFSET_OUT_OF_RANGE -> {
        if (partition.preferredReplica(client.nowMs()).isPresent()) {
          // A follower may lag behind: the leader knows.
          partition.forgetPreferredReplica();
          return;
        }
        followed.remove(partition.partition);
        tell(partition, BatchFetcher.Listener::outOfRange);
      }
      case NOT_LEADER_OR_FOLLOWER,
          FENCED_LEADER_EPOCH,
          UNKNOWN_LEADER_EPOCH,
          REPLICA_NOT_AVAILABLE,
          KAFKA_STORAGE_ERROR,
          OFFSET_NOT_AVAILABLE,
          UNKNOWN_SERVER_ERROR -> {
        partition.forgetPreferredReplica();
        partition.pauseUntil(client.nowMs() + RETRY_MS);
        client.metadata().requestUpdate(false);
      }
      default -> {
        client.refreshMetadata();
        String what = "fetch of " + partition.partition + " at " + partition.offset();
        end(partition, WireErrors.failure(error, what));
      }
    }
  }
}
