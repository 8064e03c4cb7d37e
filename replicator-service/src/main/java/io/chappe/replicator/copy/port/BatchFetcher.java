package io.chappe.replicator.copy.port;

import io.chappe.failure.Failure;
import io.chappe.lag.SourceEnd;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Fetches record batches from the source cluster, as they are stored there.
 *
 * <p>Works on a thread of its own. All calls return at once; listeners and replies are called on
 * the thread of the copy loop. A listener may still be called shortly after its partition was
 * unfollowed.
 */
public interface BatchFetcher extends AutoCloseable {
  /** Hears of one followed partition. */
  interface Listener {
    /** More batches. The listener owns them. */
    void fetched(Chunk chunk);

    /**
     * The offset lies before the log start or after the log end. Nothing more comes until followed
     * anew.
     */
    void outOfRange();

    /**
     * The log is not the one that was fetched up to the offset: it lost its tail. Nothing more
     * comes until followed anew.
     *
     * @param epoch the largest leader epoch, up to that of what was fetched last, that the log has
     * @param end upstream offset where that epoch ends in the log
     */
    void diverged(int epoch, long end);

    /** Nothing more comes until followed anew. */
    void failed(Failure failure);
  }

  /**
   * The id of a topic, once the cluster knows the partition: {@link Uuid#ZERO_UUID} where it gives
   * topics none. Fails with {@link Failure.Retry} if it doesn't know the partition, with {@link
   * Failure.StopPartition} if the cluster's brokers are too old.
   */
  void resolve(TopicPartition partition, Reply<Uuid> reply);

  /**
   * Looks up an offset.
   *
   * @param timestamp milliseconds since the epoch for the first record at or after it (the log end
   *     if there is none), or one of {@link #LATEST} and {@link #EARLIEST}
   */
  void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply);

  /**
   * Where partitions end, by an answer of one broker.
   *
   * @param ageMs milliseconds since the question
   */
  record Ends(long ageMs, Map<TopicPartition, SourceEnd> ends) {}

  /**
   * Where partitions end that are being fetched, as far as their leaders have told with that. From
   * any thread; asks nobody.
   *
   * @param maxAgeMs milliseconds since the question, at most
   */
  default List<Ends> ends(Collection<TopicPartition> partitions, long maxAgeMs) {
    return List.of();
  }

  /** The log end, for {@link #offsetAt}. */
  long LATEST = -1L;

  /** The log start, for {@link #offsetAt}. */
  long EARLIEST = -2L;

  /**
   * Begins to fetch from {@code offset}; replaces what was followed of this partition before.
   *
   * @param leaderEpoch in which the record before {@code offset} was taken, so that a log that lost
   *     its tail is noticed even if it is as long as before; {@link
   *     io.chappe.offsetmap.Run#NO_EPOCH} to go by offsets alone
   */
  void follow(
      TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, Listener listener);

  /** Ends fetching from the partition. */
  void unfollow(TopicPartition partition);

  /** Bytes held by batches that were fetched and not given back. */
  long bufferedBytes();

  /** Ends the thread and closes the connections. */
  @Override
  void close();
}
