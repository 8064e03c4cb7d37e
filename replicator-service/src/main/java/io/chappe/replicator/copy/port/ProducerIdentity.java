package io.chappe.replicator.copy.port;

/**
 * What a transaction coordinator hands out for a partition's transactional id.
 *
 * @param id producer id, at least 0
 * @param epoch epoch, at least 0; each takeover raises it
 */
public record ProducerIdentity(long id, short epoch) {
  /** Whether it is the other or an earlier one of the same producer id. */
  public boolean isUpTo(ProducerIdentity other) {
    return id == other.id && epoch <= other.epoch;
  }
}
