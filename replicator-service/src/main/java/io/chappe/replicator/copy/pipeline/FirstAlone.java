package io.chappe.replicator.copy.pipeline;

import java.util.function.LongSupplier;

/**
 * Has the first append of an attempt, and the first after a silence, go alone.
 *
 * <p>Brokers forget a producer that has been silent for {@code producer.id.expiration.ms}, and take
 * any sequence number from it then. They count from the timestamp of its last batch, so they forget
 * one that copies old records within minutes. If they refuse its next batch and others are in
 * flight behind it, they append those in its place. Once a batch is appended, they know the
 * producer again, and refuse what doesn't follow.
 */
final class FirstAlone {
  /** Time without an answer after which a broker may have forgotten the producer. */
  static final long SILENCE_MS = 500;

  private final LongSupplier clockMs;
  private long answeredMs;
  private boolean known;
  private boolean alone;

  /**
   * @param clockMs milliseconds from any origin, never going back
   */
  FirstAlone(LongSupplier clockMs) {
    this.clockMs = clockMs;
    this.answeredMs = clockMs.getAsLong();
  }

  /**
   * Whether one more append may be sent.
   *
   * @param inFlight those that are not answered yet
   */
  boolean mayAppend(int inFlight) {
    if (inFlight == 0) {
      alone = !known || silentMs() >= SILENCE_MS;
      return true;
    }
    return !alone;
  }

  /** An append has succeeded. */
  void answered() {
    answeredMs = clockMs.getAsLong();
    known = true;
    alone = false;
  }

  /** Milliseconds since an append last succeeded, or since the beginning. */
  long silentMs() {
    return clockMs.getAsLong() - answeredMs;
  }
}
