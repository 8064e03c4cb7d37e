package io.chappe.replicator.wire.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** Time that passes when a test says so. */
public final class TickableTime implements Time {
  private long nowMs = 1_000_000;

  public void advance(long ms) {
    nowMs += ms;
  }

  @Override
  public long milliseconds() {
    return nowMs;
  }

  @Override
  public long nanoseconds() {
    return TimeUnit.MILLISECONDS.toNanos(nowMs);
  }

  @Override
  public void sleep(long ms) {
    advance(ms);
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
    throw new UnsupportedOperationException();
  }
}
