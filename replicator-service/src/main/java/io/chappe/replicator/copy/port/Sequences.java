package io.chappe.replicator.copy.port;

/**
 * Arithmetic on the sequence numbers of idempotent producers, which go on with 0 after the largest
 * integer.
 */
public final class Sequences {
  private Sequences() {}

  public static int plus(int sequence, int count) {
    return (int) (((long) sequence + count) & Integer.MAX_VALUE);
  }
}
