package io.chappe.replicator.copy.port;

import io.chappe.offsetmap.SourcePartition;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition to be copied.
 *
 * @param source where from
 * @param target where to
 * @param transactionalId names the right to copy this partition: each takeover raises its epoch.
 *     The same for every instance
 * @param startTimestamp where an empty flow begins: a timestamp, or one of {@link
 *     BatchFetcher#EARLIEST} and {@link BatchFetcher#LATEST}
 * @param exclusive whether nobody else writes to the target partition: only then is copying
 *     exactly-once
 * @param change what is done to its records
 * @param deadLetters where its records go that can't be copied; if empty, they stop it
 */
public record CopyTask(
    TopicPartition source,
    TopicPartition target,
    String transactionalId,
    long startTimestamp,
    boolean exclusive,
    RecordChange change,
    Optional<DeadLetters> deadLetters) {
  /** Copies records as they are. */
  public CopyTask(
      TopicPartition source,
      TopicPartition target,
      String transactionalId,
      long startTimestamp,
      boolean exclusive) {
    this(
        source,
        target,
        transactionalId,
        startTimestamp,
        exclusive,
        RecordChange.NONE,
        Optional.empty());
  }

  /** The source partition as the offset map names it. */
  public SourcePartition mapKey() {
    return new SourcePartition(source.topic(), source.partition());
  }
}
