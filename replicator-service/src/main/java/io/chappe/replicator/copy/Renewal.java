package io.chappe.replicator.copy;

/**
 * When an owner has to renew its fence, because the target is about to forget it.
 *
 * <p>Brokers forget a producer {@code producer.id.expiration.ms} after the timestamp of its last
 * batch or marker (KIP-854), and with it which epochs are over; coordinators forget a transactional
 * id after {@code transactional.id.expiration.ms}, and hand out another producer id then, whose
 * markers fence nobody who has the old one.
 *
 * @param forgetsAfterMs the shorter of the two times on the target
 */
record Renewal(long forgetsAfterMs) {
  /** What brokers do unless told otherwise: a day. */
  static final Renewal BY_DEFAULT = new Renewal(24 * 60 * 60 * 1_000L);

  /** Renewed at least this often, whatever is appended: an owner that appends isn't forgotten. */
  private static final long LONGEST_MS = 6 * 60 * 60 * 1_000L;

  /** Renewed no more often than this, however soon the target forgets. */
  private static final long SHORTEST_MS = 30 * 1_000L;

  /** Brokers look for producers to forget every ten minutes, unless told otherwise. */
  private static final long SILENCE_MS = 10 * 60 * 1_000L;

  /** Time after the last sign of life at which to renew. */
  private long afterMs() {
    return Math.clamp(forgetsAfterMs / 2, SHORTEST_MS, LONGEST_MS);
  }

  /**
   * Milliseconds until the fence is to be renewed; 0 or less if now.
   *
   * @param ownedMs for how long the partition has been owned
   * @param silentMs for how long nothing has been appended to it
   * @param ageMs age of the newest timestamp that brokers know of the owner
   */
  long dueInMs(long ownedMs, long silentMs, long ageMs) {
    // One that copies old records is forgotten at the next look: but while it appends, it is known.
    long untilForgotten = Math.max(afterMs() - ageMs, Math.min(afterMs(), SILENCE_MS) - silentMs);
    return Math.min(LONGEST_MS - ownedMs, untilForgotten);
  }
}
