package io.chappe.replicator.copy.port;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The target's transactions, of which only the fence they put up is of use.
 *
 * <p>All calls return at once; replies come on the thread of the copy loop.
 */
public interface ProducerFence {
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
}
