package io.chappe.replicator.wire.fetch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What this instance reads of a flow from its source: counted, and held to a rate.
 *
 * <p>The rate is kept by a balance of bytes that grows with time and that each answer is taken
 * from. As long as it is negative, limited topics aren't asked for; nothing that was fetched is
 * held back, so nothing waits in memory for its turn. Credit for half a second at most is kept for
 * what the way to the broker takes; thus a window of ten seconds is kept within six per cent, as
 * long as a single batch isn't more than a tenth of a second's bytes.
 *
 * <p>The balance is confined to the fetch thread; the rate can be set and the counters be read from
 * any.
 */
public final class FetchTraffic {
  /** The rate that limits nothing. */
  public static final double UNLIMITED = Double.POSITIVE_INFINITY;

  /** The rate at which nothing is read. */
  public static final double NOTHING = 0;

  /** How often to look whether reading may go on. */
  private static final long PAUSED_MS = 100;

  private static final double CREDIT_SECONDS = 0.5;

  /** Bytes asked for at once, as a share of a second's: many small steps make an even flow. */
  private static final double STEP_SECONDS = 0.1;

  private static final int SMALLEST_REQUEST = 16 * 1024;

  private final Predicate<String> exempt;
  private final LongSupplier nanoTime;
  private final LongAdder fromLeaders = new LongAdder();
  private final LongAdder fromFollowers = new LongAdder();
  private volatile double bytesPerSecond = UNLIMITED;
  private double balance;
  private long balancedAt;

  /**
   * @param exempt the topics that are not held back
   * @param nanoTime a clock that only goes forward, nanoseconds
   */
  public FetchTraffic(Predicate<String> exempt, LongSupplier nanoTime) {
    this.exempt = exempt;
    this.nanoTime = nanoTime;
    this.balancedAt = nanoTime.getAsLong();
  }

  /** Traffic without a limit, for now. */
  public static FetchTraffic unlimited() {
    return new FetchTraffic(topic -> false, System::nanoTime);
  }

  /** Sets the rate, or {@link #UNLIMITED} or {@link #NOTHING}; holds from the next request on. */
  public void limit(double newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** Bytes of batches that leaders have sent. */
  public long bytesFromLeaders() {
    return fromLeaders.sum();
  }

  /** Bytes of batches that followers have sent, see KIP-392. */
  public long bytesFromFollowers() {
    return fromFollowers.sum();
  }

  boolean isLimited(String topic) {
    return bytesPerSecond != UNLIMITED && !exempt.test(topic);
  }

  /** Milliseconds, rounded up, for which limited topics are not to be asked for; 0 for none. */
  long waitMs() {
    double rate = refill();
    if (rate == NOTHING) {
      return PAUSED_MS;
    }
    return balance >= 0 ? 0 : (long) Math.ceil(-balance / rate * 1_000);
  }

  /** How many of {@code wanted} bytes to ask one of several brokers for at once. */
  int requestBytes(int wanted, int brokers) {
    double step = bytesPerSecond * STEP_SECONDS / Math.max(1, brokers);
    return (int) Math.min(wanted, Math.max(SMALLEST_REQUEST, step));
  }

  /** How many bytes to ask of one partition at once, so that one can't take a whole request. */
  int partitionBytes(int wanted, int requestBytes) {
    return bytesPerSecond == UNLIMITED
        ? wanted
        : Math.min(wanted, Math.max(SMALLEST_REQUEST, requestBytes / 4));
  }

  /** Notes what a broker has sent of a topic. */
  void received(String topic, int bytes, boolean fromFollower) {
    (fromFollower ? fromFollowers : fromLeaders).add(bytes);
    if (isLimited(topic)) {
      refill();
      balance -= bytes;
    }
  }

  private double refill() {
    double rate = bytesPerSecond;
    long now = nanoTime.getAsLong();
    double seconds = (double) (now - balancedAt) / TimeUnit.SECONDS.toNanos(1);
    balancedAt = now;
    balance = rate == UNLIMITED ? 0 : Math.min(rate * CREDIT_SECONDS, balance + rate * seconds);
    return rate;
  }
}
