package io.chappe.lag;

/**
 * Where a partition of the source ends.
 *
 * @param lastStable first offset that a {@code read_committed} consumer can't read yet (KIP-98)
 * @param highWatermark first offset that no consumer can read yet; beyond {@code lastStable} as
 *     long as a transaction is open
 */
public record SourceEnd(long lastStable, long highWatermark) {
  /** Offsets that open transactions hold back. */
  public long heldBack() {
    return Math.max(0, highWatermark - lastStable);
  }
}
