package io.chappe.replicator.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that were fetched for one partition and not given back yet: a slow partition is not fetched
 * further.
 */
final class FetchAccount {
  private final AtomicLong bytes = new AtomicLong();
  private final long limit;
  private final Runnable onRoom;

  /**
   * @param limit bytes at which the partition is full
   * @param onRoom called, on any thread, when a full partition has room again
   */
  FetchAccount(long limit, Runnable onRoom) {
    this.limit = limit;
    this.onRoom = onRoom;
  }

  boolean isFull() {
    return bytes.get() >= limit;
  }

  void add(int size) {
    bytes.addAndGet(size);
  }

  void remove(int size) {
    long left = bytes.addAndGet(-size);
    if (left < limit && left + size >= limit) {
      onRoom.run();
    }
  }
}
