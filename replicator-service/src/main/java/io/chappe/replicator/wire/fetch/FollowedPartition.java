package io.chappe.replicator.wire.fetch;

import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.wire.batch.FetchAccount;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.MetadataSnapshot;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.requests.FetchRequest;

/**
 * A partition that is being fetched, and from where. Confined to the fetch thread, but for its
 * account.
 */
public final class FollowedPartition {
  private static final long NEVER = -1;

  final TopicPartition partition;
  final Uuid topicId;
  final BatchFetcher.Listener listener;
  final FetchAccount account;
  private long offset;
  private Optional<Integer> fetchedEpoch;
  private long pausedUntilMs = NEVER;
  private int preferredReplica = -1;
  private long preferredUntilMs = NEVER;
  private FetchRequest.PartitionData lastRequest;
  private MetadataSnapshot leaderSeenIn;
  private Metadata.LeaderAndEpoch leader;

  public FollowedPartition(
      TopicPartition partition,
      Uuid topicId,
      long offset,
      int leaderEpoch,
      BatchFetcher.Listener listener,
      FetchAccount account) {
    this.partition = partition;
    this.topicId = topicId;
    this.offset = offset;
    this.fetchedEpoch = epoch(leaderEpoch);
    this.listener = listener;
    this.account = account;
  }

  long offset() {
    return offset;
  }

  /**
   * @param leaderEpoch of the batch before {@code nextOffset}
   */
  void advanceTo(long nextOffset, int leaderEpoch) {
    offset = nextOffset;
    fetchedEpoch = epoch(leaderEpoch);
  }

  private static Optional<Integer> epoch(int leaderEpoch) {
    return leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch);
  }

  /**
   * The leader, looked up only after something has changed: thousands of idle partitions are asked
   * for theirs several times a second.
   *
   * @param snapshot the newest metadata
   */
  Metadata.LeaderAndEpoch leader(
      MetadataSnapshot snapshot, Function<TopicPartition, Metadata.LeaderAndEpoch> lookup) {
    if (leaderSeenIn != snapshot) {
      leader = lookup.apply(partition);
      leaderSeenIn = snapshot;
    }
    return leader;
  }

  /** Not to be fetched before {@code untilMs}. */
  void pauseUntil(long untilMs) {
    pausedUntilMs = untilMs;
  }

  boolean isPaused(long nowMs) {
    return nowMs < pausedUntilMs;
  }

  /** The replica that the leader asked us to read from (KIP-392), for a while. */
  Optional<Integer> preferredReplica(long nowMs) {
    return preferredReplica >= 0 && nowMs < preferredUntilMs
        ? Optional.of(preferredReplica)
        : Optional.empty();
  }

  void preferReplica(int nodeId, long untilMs) {
    preferredReplica = nodeId;
    preferredUntilMs = untilMs;
  }

  void forgetPreferredReplica() {
    preferredReplica = -1;
  }

  /**
   * What to ask for; the same object as before while nothing has changed.
   *
   * @param tellsDivergence whether the broker takes the epoch of what was fetched last: a request
   *     that has one can't be written for those before Kafka 2.7
   */
  public FetchRequest.PartitionData request(
      int maxBytes, Optional<Integer> leaderEpoch, boolean tellsDivergence) {
    Optional<Integer> lastFetched = tellsDivergence ? fetchedEpoch : Optional.empty();
    if (lastRequest == null
        || lastRequest.fetchOffset != offset
        || lastRequest.maxBytes != maxBytes
        || !lastRequest.currentLeaderEpoch.equals(leaderEpoch)
        || !lastRequest.lastFetchedEpoch.equals(lastFetched)) {
      lastRequest =
          new FetchRequest.PartitionData(topicId, offset, -1L, maxBytes, leaderEpoch, lastFetched);
    }
    return lastRequest;
  }
}
