package io.chappe.replicator.copy.port;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The logs of the target's partitions: appends to them, reads them, and finds their ends.
 *
 * <p>All calls return at once; replies come on the thread of the copy loop.
 */
public interface PartitionLogs {
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
   * Reason#WITHDRAWN}.
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

  /** The first offset that a log still has. */
  void logStart(TopicPartition partition, Reply<Long> reply);
}
