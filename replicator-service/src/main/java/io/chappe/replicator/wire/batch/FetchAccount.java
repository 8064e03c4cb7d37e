package io.chappe.replicator.wire.batch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Bytes that were fetched for one partition and not given back yet: a slow partition is not fetched
 * further, nor one whose broker of the target doesn't answer. Thread-safe.
 */
public final class FetchAccount {
  /** For how long not to fetch a partition that is full: it may have room in a moment. */
  private static final long FULL_WAIT_MS = 20;

  private static final long SILENT_WAIT_MS = 100;

  private final AtomicInteger holding;
  private final LongSupplier clockMs;
  private final Runnable onRoom;
  private long bytes;
  private long movedMs;
  private long refusedAbove = Long.MIN_VALUE;
  private TargetBroker broker;

  /**
   * @param holding counts the accounts that hold anything
   * @param clockMs the clock of {@link FetchAllowance}
   * @param onRoom called, on any thread, when a partition that was refused has room again
   */
  public FetchAccount(AtomicInteger holding, LongSupplier clockMs, Runnable onRoom) {
    this.holding = holding;
    this.clockMs = clockMs;
    this.onRoom = onRoom;
  }

  /** For how long not to fetch more, milliseconds; 0 if more may be fetched. */
  public synchronized long waitMs(FetchAllowance allowance) {
    refusedAbove = Long.MIN_VALUE;
    if (bytes >= allowance.partitionBytes()) {
      refusedAbove = allowance.partitionBytes();
      return FULL_WAIT_MS;
    }
    if (bytes > 0 && movedMs <= allowance.stuckBeforeMs()) {
      refusedAbove = Long.MAX_VALUE;
      return FULL_WAIT_MS;
    }
    if (broker != null && broker.isOneOfSeveral()) {
      boolean silent = broker.isSilent();
      if (silent || broker.heldBytes() >= allowance.brokerBytes()) {
        refusedAbove = Long.MAX_VALUE;
        return silent ? SILENT_WAIT_MS : FULL_WAIT_MS;
      }
    }
    return 0;
  }

  synchronized long heldBytes() {
    return bytes;
  }

  synchronized void add(int size) {
    if (bytes == 0) {
      holding.incrementAndGet();
      movedMs = clockMs.getAsLong();
    }
    bytes += size;
    if (broker != null) {
      broker.hold(size);
    }
  }

  void remove(int size) {
    if (removeAndAsk(size)) {
      onRoom.run();
    }
  }

  /** Whether a partition that was refused has room now. */
  private synchronized boolean removeAndAsk(int size) {
    bytes -= size;
    movedMs = clockMs.getAsLong();
    if (bytes == 0) {
      holding.decrementAndGet();
    }
    if (broker != null) {
      broker.hold(-size);
    }
    boolean hasRoom = bytes < refusedAbove;
    if (hasRoom) {
      refusedAbove = Long.MIN_VALUE;
    }
    return hasRoom;
  }

  /** The broker of the target that everything of this partition goes to, from now on. */
  synchronized void chargeTo(TargetBroker newBroker) {
    if (broker == newBroker) {
      return;
    }
    if (broker != null) {
      broker.hold(-bytes);
    }
    broker = newBroker;
    broker.hold(bytes);
  }
}
