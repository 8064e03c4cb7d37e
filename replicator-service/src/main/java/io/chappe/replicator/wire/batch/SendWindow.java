package io.chappe.replicator.wire.batch;

import java.util.concurrent.TimeUnit;

/**
 * How many produce requests to have in flight on one connection: as many as the way to the broker
 * and back takes, and hardly more.
 *
 * <p>A broker works on one request of a connection at a time, and answers it when the replicas have
 * it. So requests beyond what is on the wire only queue up there: they make nothing faster, but
 * everything later, and batches that wait here instead travel together in fewer requests. A far
 * broker needs many in flight, a near one two or three. As in TCP Vegas, the quickest answer tells
 * how long the way is, and slower ones that there is a queue. As in TCP BBR, the queue is let run
 * dry now and then, since the way may change, and with a queue it can't be measured.
 */
final class SendWindow {
  private static final int FEWEST = 2;
  private static final int FIRST = 32;
  private static final int MOST = 1_000;
  private static final int LONGEST_QUEUE = 3;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** The share of the way that answers may be late without there being a queue. */
  private static final int SLACK_SHARE = 4;

  private int limit = FIRST;
  private int inFlight;
  private long quickest = Long.MAX_VALUE;
  private long periodBegin = Long.MIN_VALUE;
  private int limitBefore;
  private boolean measuring;
  private boolean searching = true;
  private long changed = Long.MIN_VALUE;

  /** Whether one more request may be sent. */
  boolean isOpen() {
    return inFlight < limit;
  }

  void sent() {
    inFlight++;
  }

  /**
   * @param sentNanos {@link System#nanoTime} when the request was sent
   * @param nowNanos the same now
   */
  void answered(long sentNanos, long nowNanos) {
    boolean full = inFlight >= limit;
    inFlight--;
    long latency = Math.max(1, nowNanos - sentNanos);
    if (periodBegin == Long.MIN_VALUE) {
      periodBegin = nowNanos;
    }
    if (measuring && sentNanos >= periodBegin) {
      measuring = false;
      searching = latency > 2 * quickest;
      quickest = latency;
      limit = limitBefore;
    } else if (!measuring && nowNanos - periodBegin > PERIOD_NANOS) {
      measuring = true;
      periodBegin = nowNanos;
      limitBefore = limit;
      limit = FEWEST;
    } else if (!measuring) {
      quickest = Math.min(quickest, latency);
      if (sentNanos >= changed) {
        adapt(latency, full, nowNanos);
      }
    }
  }

  /** Once in the time of a way there and back: what was sent before tells nothing of the change. */
  private void adapt(long latency, boolean full, long nowNanos) {
    long slack = Math.max(SLACK_NANOS, quickest / SLACK_SHARE);
    long queuedNanos = Math.max(0, latency - slack - quickest);
    int queued = (int) Math.ceilDiv(limit * queuedNanos, latency);
    if (queued > LONGEST_QUEUE) {
      limit = Math.max(FEWEST, limit - queued + 1);
      changed = nowNanos;
      searching = false;
    } else if (queued <= 1 && full) {
      limit = Math.min(MOST, limit + Math.max(1, limit / (searching ? 2 : 16)));
      changed = nowNanos;
    }
  }

  /** The connection is lost, and what was in flight with it: to be called for each request. */
  void failed() {
    inFlight--;
    limit = FIRST;
    measuring = false;
    searching = true;
  }
}
