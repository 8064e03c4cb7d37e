package io.chappe.replicator.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.memory.MemoryPool;

/**
 * The buffers that fetch responses are received into, reused for as long as the flow runs.
 *
 * <p>It never refuses a buffer: what bounds the memory is that no fetch is sent while {@link
 * #hasRoomFor} says no. Small responses (metadata, handshakes) get plain memory.
 *
 * <p>A response's buffer is shared by the batches in it: {@link Lease} counts them, and the buffer
 * comes back with the last one. Thread-safe: received into on one thread, given back on another.
 */
final class ReceivePool implements MemoryPool {
  private static final int SMALLEST = 64 * 1024;

  private final long limit;
  private volatile Runnable onRoom = () -> {};
  private final List<ByteBuffer> free = new ArrayList<>();
  private final Map<byte[], Lease> leases = new IdentityHashMap<>();
  private long freeBytes;
  private long usedBytes;

  /**
   * @param limit bytes in use at which no further fetch is sent, and above which buffers given back
   *     are dropped
   */
  ReceivePool(long limit) {
    this.limit = limit;
  }

  /** Has {@code onRoom} called, on any thread, when a buffer comes back. */
  void onRoom(Runnable action) {
    onRoom = action;
  }

  /** The share of one fetched batch, or of a response being taken apart, in a buffer. */
  final class Lease {
    private final ByteBuffer buffer;
    private int holders;

    private Lease(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    void retain() {
      synchronized (ReceivePool.this) {
        holders++;
      }
    }

    void release() {
      boolean last;
      synchronized (ReceivePool.this) {
        holders--;
        last = holders == 0;
        if (last) {
          giveBack(buffer);
        }
      }
      if (last) {
        onRoom.run();
      }
    }
  }

  /**
   * Whether a response of up to {@code bytes} can be asked for, beside {@code reserved} bytes
   * already asked for.
   */
  synchronized boolean hasRoomFor(long bytes, long reserved) {
    return usedBytes == 0 && reserved == 0 || usedBytes + reserved + bytes <= limit;
  }

  /** Bytes of the buffers in use. */
  synchronized long usedBytes() {
    return usedBytes;
  }

  /**
   * The lease on the buffer that {@code content} lies in, with its one holder, the caller; null for
   * plain memory.
   */
  synchronized Lease claim(ByteBuffer content) {
    Lease lease = leases.get(content.array());
    if (lease != null) {
      lease.holders++;
    }
    return lease;
  }

  /**
   * Takes back the buffers of responses that were received in full and that nobody claimed: they
   * hold no batches.
   */
  synchronized void releaseUnclaimed() {
    if (leases.isEmpty()) {
      return;
    }
    for (Lease lease : List.copyOf(leases.values())) {
      if (lease.holders == 0 && !lease.buffer.hasRemaining()) {
        giveBack(lease.buffer);
      }
    }
  }

  @Override
  public synchronized ByteBuffer tryAllocate(int sizeBytes) {
    if (sizeBytes < SMALLEST) {
      return ByteBuffer.allocate(sizeBytes);
    }
    ByteBuffer buffer = takeFree(sizeBytes);
    buffer.clear().limit(sizeBytes);
    usedBytes += buffer.capacity();
    leases.put(buffer.array(), new Lease(buffer));
    return buffer;
  }

  /** The smallest free buffer that is large enough, or a new one. */
  private ByteBuffer takeFree(int sizeBytes) {
    int best = -1;
    for (int i = 0; i < free.size(); i++) {
      int capacity = free.get(i).capacity();
      if (capacity >= sizeBytes && (best < 0 || capacity < free.get(best).capacity())) {
        best = i;
      }
    }
    if (best < 0) {
      long rounded = ((long) sizeBytes + SMALLEST - 1) / SMALLEST * SMALLEST;
      return ByteBuffer.allocate((int) Math.min(rounded, Integer.MAX_VALUE - 8L));
    }
    ByteBuffer buffer = free.remove(best);
    freeBytes -= buffer.capacity();
    return buffer;
  }

  private void giveBack(ByteBuffer buffer) {
    if (leases.remove(buffer.array()) == null) {
      return;
    }
    usedBytes -= buffer.capacity();
    if (usedBytes + freeBytes + buffer.capacity() <= limit) {
      free.add(buffer);
      freeBytes += buffer.capacity();
    } else if (!free.isEmpty() && free.getFirst().capacity() < buffer.capacity()) {
      // Keep the larger one: it serves more responses.
      freeBytes += buffer.capacity() - free.removeFirst().capacity();
      free.add(buffer);
    }
  }

  /** Called by Kafka's client for a response that a broken connection cut off. */
  @Override
  public synchronized void release(ByteBuffer previouslyAllocated) {
    giveBack(previouslyAllocated);
  }

  @Override
  public long size() {
    return limit;
  }

  @Override
  public synchronized long availableMemory() {
    return limit - usedBytes;
  }

  /** Always false: a receive that has begun is never held up. */
  @Override
  public boolean isOutOfMemory() {
    return false;
  }
}
