package io.chappe.replicator.wire.batch;

import io.chappe.replicator.wire.cluster.ClusterClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Node;

/**
 * One broker of the target: what is on its way to it, and whether it answers.
 *
 * <p>Confined to the thread that appends, but for what {@link FetchAccount}s ask and count.
 */
public final class TargetBroker {
  private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final ClusterClient client;
  private final Node node;
  private final AtomicInteger brokers;
  private final LongSupplier nanoTime;
  private final SendWindow window = new SendWindow();
  private final AtomicLong heldBytes = new AtomicLong();
  private volatile long waitingSince = NOT_WAITING;
  private int inFlight;
  private ProduceBuilder lastSent;

  /**
   * @param brokers counts the brokers that batches go to
   * @param nanoTime a clock that only goes forward, nanoseconds
   */
  public TargetBroker(
      ClusterClient client, Node node, AtomicInteger brokers, LongSupplier nanoTime) {
    this.client = client;
    this.node = node;
    this.brokers = brokers;
    this.nanoTime = nanoTime;
    brokers.incrementAndGet();
  }

  public boolean mayTakeRequest() {
    return window.isOpen();
  }

  public void sent(ProduceBuilder request) {
    lastSent = request;
    window.sent();
    if (inFlight++ == 0) {
      waitingSince = nanoTime.getAsLong();
    }
  }

  /**
   * @param sentNanos when the request was sent
   */
  public void answered(long sentNanos) {
    window.answered(sentNanos, nanoTime.getAsLong());
    ended();
  }

  /** The connection is lost, and what was in flight with it: to be called for each request. */
  public void failed() {
    window.failed();
    ended();
  }

  private void ended() {
    inFlight--;
    waitingSince = inFlight == 0 ? NOT_WAITING : nanoTime.getAsLong();
    if (inFlight == 0) {
      // It refers to the buffers that its batches lay in.
      lastSent = null;
    }
  }

  /** Whether the socket may still need the bytes of {@code request}. */
  boolean isWriting(ProduceBuilder request) {
    return request == lastSent && !client.isIdle(node);
  }

  /** Counts bytes that are held for this broker. From any thread. */
  void hold(long bytes) {
    heldBytes.addAndGet(bytes);
  }

  /** Bytes fetched for this broker and not given back. From any thread. */
  long heldBytes() {
    return heldBytes.get();
  }

  /** Whether requests wait for an answer, and none has come for half a second. From any thread. */
  boolean isSilent() {
    long since = waitingSince;
    return since != NOT_WAITING && nanoTime.getAsLong() - since > SILENT_NANOS;
  }

  /** From any thread. */
  boolean isOneOfSeveral() {
    return brokers.get() > 1;
  }
}
