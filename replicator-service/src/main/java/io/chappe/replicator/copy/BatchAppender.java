package io.chappe.replicator.copy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Appends record batches to the target cluster as they are, and does what a takeover needs there.
 *
 * <p>Confined to the thread of the copy loop, but for {@link #wakeup()}. All calls return at once;
 * replies come while {@link #poll} runs.
 */
public interface BatchAppender extends AutoCloseable {
  /** Reason of the failure of an append that was {@linkplain #withdraw withdrawn}. */
  String WITHDRAWN = "WITHDRAWN";

  /** A record to be written, for the offset-map topic. */
  record KeyValue(byte[] key, byte[] value) {}

  /** Takes the records of a log that is read back, in order. */
  interface RecordReader {
    /**
     * One record.
     *
     * @param offset where it is
     * @param value null for a tombstone
     * @param writer identity of the producer that wrote it
     */
    void record(long offset, byte[] key, byte[] value, ProducerIdentity writer);

    /**
     * The batch of the records that come next, or a transaction's marker, of which no records come.
     *
     * @param firstOffset where it begins; if that isn't where the one before it ended, compaction
     *     or retention have removed what stood in between
     * @param endOffset where it ends, whether or not compaction has left the last record
     * @param marker whether it is a transaction's marker
     */
    default void batch(long firstOffset, long endOffset, boolean marker, ProducerIdentity writer) {}
  }

  /**
   * The id of a topic, once the cluster knows the partition: {@link Uuid#ZERO_UUID} where it gives
   * topics none. Fails with {@link Failure.Retry} if it doesn't know the partition, with {@link
   * Failure.StopPartition} if the cluster's brokers are too old.
   */
  void resolve(TopicPartition partition, Reply<Uuid> reply);

  /** Has the cluster asked for its topics and leaders again soon. */
  void refreshMetadata();

  /** The number of partitions of a topic, or 0 if it isn't known (yet). */
  int partitionCount(String topic);

  /**
   * InitProducerId: raises the epoch of a transactional id, and waits for a transaction of it that
   * is still ending.
   *
   * @param current the identity that must still be the newest one (KIP-360), or empty to take over
   *     from whoever has it
   */
  void initProducer(
      String transactionalId, Optional<ProducerIdentity> current, Reply<ProducerIdentity> reply);

  /**
   * Ends an empty transaction over {@code partitions}, so that each gets a marker, after which
   * brokers refuse all older epochs there. The markers may be written after the reply: the next
   * {@link #initProducer} waits for them.
   */
  void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      Reply<ProducerIdentity> reply);

  /**
   * Where the log and its data end. Fails with {@link Failure.Retry} if the topic isn't the one of
   * {@code topicId} any more: what was deleted and created again meanwhile has another log.
   *
   * @param trustedEnd data below this downstream offset counts, whoever wrote it: the map vouches
   *     for it
   * @param producerIds whose data counts above: batches of these producers, in whatever epoch, so
   *     that nobody else's records are taken for copied ones
   */
  void tail(
      TopicPartition partition,
      Uuid topicId,
      long trustedEnd,
      Set<Long> producerIds,
      Reply<TargetTail> reply);

  /**
   * Reads all records up to the log end as of now, markers left out. Answers with the offset after
   * the last.
   */
  void readRecords(TopicPartition partition, RecordReader reader, Reply<Long> reply);

  /**
   * Appends one batch, with acks=all. Takes it over: gives its bytes back when the answer is there.
   * Batches of a partition arrive in the order of the calls. Answers with the offset that the
   * target gave its first record.
   *
   * @param sequence sequence number of the first record
   */
  void append(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      FetchedBatch batch,
      Reply<Long> reply);

  /**
   * Fails the appends to a partition that are not on their way yet, with the reason {@link
   * #WITHDRAWN}.
   */
  void withdraw(TopicPartition partition);

  /**
   * Drops what is kept for a partition, and fails the appends to it that are not on their way yet.
   * To be called when an owner gives up: they would be refused, and be in the way of the next
   * one's.
   */
  void forget(TopicPartition partition);

  /** Appends records as one uncompressed batch; as {@link #append} otherwise. */
  void appendRecords(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<KeyValue> records,
      Reply<Long> reply);

  /**
   * Rebuilds a batch that can't be appended as it is, from what {@code change} makes of its records
   * at {@code from} and above. Takes it over. Empty if none is left.
   *
   * @param maxBytes what would be larger is split into several batches, as far as records allow
   */
  List<Rewritten> rewrite(FetchedBatch batch, long from, int maxBytes, RecordChange change);

  /**
   * The records at some places of a batch that was appended, in memory of their own; their offsets
   * are those places, from 0. To be called while the answer to the append is told.
   */
  List<RecordChange.Content> open(FetchedBatch batch, List<Integer> places);

  /**
   * Makes one batch of several neighbours that {@link FetchedBatch#mergesWith merge}. Takes them
   * over; if they can't be merged after all, it is empty and they stay as they are.
   */
  Optional<FetchedBatch> merge(List<FetchedBatch> neighbours);

  /** The first offset that a log still has. */
  void logStart(TopicPartition partition, Reply<Long> reply);

  /** Sends, waits up to {@code maxWaitMs} for something to happen, and calls replies. */
  void poll(long maxWaitMs);

  /** Ends a running or the next {@link #poll} at once. From any thread. */
  void wakeup();

  @Override
  void close();
}
