package io.chappe.replicator.copy;

/**
 * When an owner has to renew its fence, because the target is about to forget it.
 *
 * <p>Brokers forget a producer {@code producer.id.expiration.ms} after the timestamp of its last
 * batch or marker (KIP-854), and with it which epochs are over; coordinators forget a transactional
 * id after {@code transactional.id.expiration.ms}, and hand out another producer id then, whose
 * markers fence nobody who has the old one.
 *
 * @param producerMs after which brokers forget a producer
 * @param transactionalIdMs after which coordinators forget a transactional id
 */
record Renewal(long producerMs, long transactionalIdMs) {
  private static final long DAY_MS = 24 * 60 * 60 * 1_000L;

  /** What brokers do unless told otherwise: a day, and a week. */
  static final Renewal BY_DEFAULT = new Renewal(DAY_MS, 7 * DAY_MS);

  /** Renewed at least this often, whatever is appended. */
  private static final long LONGEST_MS = 6 * 60 * 60 * 1_000L;

  /** Renewed no more often than this, however soon the target forgets. */
  private static final long SHORTEST_MS = 30 * 1_000L;

  /** Brokers look for producers to forget every ten minutes, unless told otherwise. */
  private static final long SILENCE_MS = 10 * 60 * 1_000L;

  /**
   * How long a cleaner is sure to leave the marker of a fence: while brokers know its producer and
   * nothing of a newer epoch has come. Clocks of brokers may differ.
   */
  long markerKeptMs() {
    return producerMs / 2;
  }

  /** When to renew what is forgotten after a time. */
  private static long before(long forgottenAfterMs) {
    return Math.clamp(forgottenAfterMs / 2, SHORTEST_MS, LONGEST_MS);
  }

  /**
   * Milliseconds until the fence is to be renewed; 0 or less if now.
   *
   * @param ownedMs for how long the partition has been owned
   * @param silentMs for how long nothing has been appended to it
   * @param ageMs age of the timestamp that brokers know of the owner: that of its last batch
   */
  long dueInMs(long ownedMs, long silentMs, long ageMs) {
    // One that copies old records is forgotten at the next look: but while it appends, it is known.
    long afterMs = before(producerMs);
    long untilForgotten = Math.max(afterMs - ageMs, Math.min(afterMs, SILENCE_MS) - silentMs);
    // Coordinators hear nothing of appends.
    return Math.min(before(transactionalIdMs) - ownedMs, untilForgotten);
  }
}
