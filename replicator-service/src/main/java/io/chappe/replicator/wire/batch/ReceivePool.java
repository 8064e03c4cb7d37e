package io.chappe.replicator.wire.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.memory.MemoryPool;

/**
 * The buffers that fetch responses are received into, reused for as long as the flow runs.
 *
 * <p>It never refuses a buffer: what bounds the memory is that no fetch is sent while {@link
 * #grant} says no. Small responses (metadata, handshakes) get plain memory.
 *
 * <p>A response's buffer is shared by the batches in it: {@link Lease} counts them, and the buffer
 * comes back with the last one. So that a few batches whose broker doesn't answer don't keep whole
 * buffers from the others, {@link #relieve} moves them out. Thread-safe: received into on one
 * thread, given back on another.
 */
public final class ReceivePool implements MemoryPool {
  private static final int SMALLEST = 64 * 1024;
  private static final int LARGEST_EXCESS = 4;
  private static final long STUCK_MS = 500;

  /** Batches move out of a buffer of which they leave at least this share. */
  private static final int WORTHWHILE_SHARE = 8;

  private final long limit;
  private final LongSupplier clockMs;
  private volatile Runnable onRoom = () -> {};
  private final List<ByteBuffer> free = new ArrayList<>();
  private final Map<byte[], Lease> leases = new IdentityHashMap<>();
  private long freeBytes;
  private long usedBytes;
  private long uncountedBytes;

  /**
   * @param limit bytes in use at which no further fetch is sent, and above which buffers given back
   *     are dropped
   * @param clockMs milliseconds, never going back
   */
  public ReceivePool(long limit, LongSupplier clockMs) {
    this.limit = limit;
    this.clockMs = clockMs;
  }

  /** Has {@code onRoom} called, on any thread, when memory comes back. */
  public void onRoom(Runnable action) {
    onRoom = action;
  }

  /** A batch that lies in a buffer of the pool. */
  interface Held {
    int sizeInBytes();

    /**
     * Moves into memory of its own, and {@link Lease#exchange exchanges} its lease, unless it was
     * given back or has to stay where it is.
     */
    void moveOut();

    /** Says which broker of the target it goes to. */
    void chargeTo(TargetBroker broker);
  }

  /** The share of fetched batches in a buffer. */
  public final class Lease {
    private final ByteBuffer buffer;
    private final List<Held> batches = new ArrayList<>();
    private int holders;
    private long heldBytes;
    private long countedBytes;
    private long uncounted;
    private long movedMs;
    private boolean splitting;

    /**
     * @param buffer null for a batch that has moved out
     */
    private Lease(ByteBuffer buffer, long countedBytes) {
      this.buffer = buffer;
      this.countedBytes = countedBytes;
    }

    void retain(Held batch) {
      synchronized (ReceivePool.this) {
        holders++;
        heldBytes += batch.sizeInBytes();
        batches.add(batch);
      }
    }

    /** The response is split: from now on only its batches hold the buffer. */
    public void endSplitting() {
      synchronized (ReceivePool.this) {
        splitting = false;
      }
      release(0);
    }

    void release(int bytes) {
      boolean last;
      synchronized (ReceivePool.this) {
        holders--;
        heldBytes -= bytes;
        movedMs = clockMs.getAsLong();
        last = holders == 0;
        if (last) {
          giveBack(this);
        }
      }
      if (last) {
        onRoom.run();
      }
    }

    /** The lease of a batch that has moved out, in place of its share in this one. */
    Lease exchange(int bytes) {
      Lease own = new Lease(null, bytes);
      own.holders = 1;
      own.heldBytes = bytes;
      synchronized (ReceivePool.this) {
        usedBytes += bytes;
      }
      release(bytes);
      return own;
    }

    private boolean isStuck(long beforeMs) {
      return holders > 0
          && !splitting
          && movedMs <= beforeMs
          && heldBytes <= countedBytes - countedBytes / WORTHWHILE_SHARE;
    }

    private void vacate() {
      List.copyOf(batches).forEach(Held::moveOut);
      synchronized (ReceivePool.this) {
        if (holders > 0) {
          countExactly(this);
        }
      }
      onRoom.run();
    }
  }

  /**
   * Bytes that can be asked for, beside {@code reserved} bytes already asked for: as many as
   * wanted, or what there is room for; 0 if that is less than {@code least}.
   */
  public synchronized int grant(int wanted, int least, long reserved) {
    long room = limit - usedBytes - reserved;
    if (room >= wanted || usedBytes == 0 && reserved == 0) {
      return wanted;
    }
    return room >= least ? (int) room : 0;
  }

  /** Bytes of the buffers in use, and of batches that moved out of them. */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  /**
   * The lease on the buffer that {@code content} lies in, to be split by the caller; null for plain
   * memory.
   */
  public synchronized Lease claim(ByteBuffer content) {
    Lease lease = leases.get(content.array());
    if (lease != null) {
      lease.holders++;
      lease.splitting = true;
    }
    return lease;
  }

  /**
   * Moves batches out of buffers of which nothing came back for half a second, and which they fill
   * in part only. To be called on the thread that works with the batches, when room is short: it
   * costs a copy.
   */
  public void relieve() {
    stuck().forEach(Lease::vacate);
  }

  private synchronized List<Lease> stuck() {
    long before = clockMs.getAsLong() - STUCK_MS;
    return leases.values().stream().filter(lease -> lease.isStuck(before)).toList();
  }

  /**
   * Counts only what is held of a buffer that can't be vacated, since a socket has it: that is one
   * request for each broker that doesn't answer. It may lie across several buffers, so for this the
   * memory in use may be up to twice the limit.
   */
  private void countExactly(Lease lease) {
    long spare = lease.countedBytes - lease.heldBytes;
    if (uncountedBytes + spare <= limit) {
      uncountedBytes += spare;
      usedBytes -= spare;
      lease.uncounted += spare;
      lease.countedBytes = lease.heldBytes;
    }
  }

  /**
   * Takes back the buffers of responses that were received in full and that nobody claimed: they
   * hold no batches.
   */
  public synchronized void releaseUnclaimed() {
    if (leases.isEmpty()) {
      return;
    }
    for (Lease lease : List.copyOf(leases.values())) {
      if (lease.holders == 0 && !lease.buffer.hasRemaining()) {
        giveBack(lease);
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
    leases.put(buffer.array(), new Lease(buffer, buffer.capacity()));
    while (!free.isEmpty() && usedBytes + freeBytes > limit) {
      freeBytes -= free.removeFirst().capacity();
    }
    return buffer;
  }

  /**
   * The smallest free buffer that is large enough, or a new one: a small response in a buffer made
   * for a large one would take the room of many.
   */
  private ByteBuffer takeFree(int sizeBytes) {
    int best = -1;
    for (int i = 0; i < free.size(); i++) {
      int capacity = free.get(i).capacity();
      boolean fits = capacity >= sizeBytes && capacity / LARGEST_EXCESS <= sizeBytes;
      if (fits && (best < 0 || capacity < free.get(best).capacity())) {
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

  private void giveBack(Lease lease) {
    if (lease.buffer == null) {
      usedBytes -= lease.countedBytes;
      return;
    }
    ByteBuffer buffer = lease.buffer;
    if (leases.remove(buffer.array()) == null) {
      return;
    }
    usedBytes -= lease.countedBytes;
    uncountedBytes -= lease.uncounted;
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
    Lease lease = leases.get(previouslyAllocated.array());
    if (lease != null) {
      giveBack(lease);
    }
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
