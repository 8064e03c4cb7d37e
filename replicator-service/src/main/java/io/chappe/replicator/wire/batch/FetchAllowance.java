package io.chappe.replicator.wire.batch;

/**
 * How much of the buffer may be held before no more is fetched, as of now.
 *
 * @param partitionBytes bytes that a partition may hold
 * @param stuckBeforeMs a partition that holds anything, and has given nothing back since this time,
 *     is not fetched further; {@link Long#MIN_VALUE} while there is room enough
 * @param brokerBytes bytes that may be held for one of several brokers of the target
 */
public record FetchAllowance(long partitionBytes, long stuckBeforeMs, long brokerBytes) {
  private static final long STUCK_MS = 500;

  /**
   * What may be held now. As long as at most half of the buffer is in use, a partition may hold
   * what the settings say. Then that half is shared by all that hold something, and the other is
   * for those that hold nothing: whatever waits for a slow target, live partitions find room.
   *
   * @param usedBytes of the buffer
   * @param reservedBytes of the buffer, for requests on their way
   * @param holding partitions that hold something
   */
  public static FetchAllowance of(
      FetchSettings settings, long usedBytes, long reservedBytes, int holding, long nowMs) {
    long half = settings.bufferBytes() / 2;
    boolean scarce = usedBytes > half;
    long share = Math.max(1, half / Math.max(1, holding));
    return new FetchAllowance(
        scarce ? Math.min(settings.partitionBufferBytes(), share) : settings.partitionBufferBytes(),
        scarce ? nowMs - STUCK_MS : Long.MIN_VALUE,
        Math.max(1, (settings.bufferBytes() - reservedBytes) / 2));
  }
}
