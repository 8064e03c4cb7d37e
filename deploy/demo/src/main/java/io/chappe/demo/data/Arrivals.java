package io.chappe.demo.data;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a consumer on the target has seen of the records produced on the source: how many, and how
 * old they were. It is independent of what the services say of themselves.
 */
public final class Arrivals {
  private static final long MOST_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Histogram ages = new SynchronizedHistogram(MOST_MILLIS, 3);

  void add(ConsumerRecord<byte[], byte[]> record) {
    long age = System.currentTimeMillis() - record.timestamp();
    ages.recordValue(Math.clamp(age, 0, MOST_MILLIS));
  }

  /** Records seen. */
  public long count() {
    return ages.getTotalCount();
  }

  /**
   * The time from the producer's timestamp until a consumer on the target had the record, in
   * milliseconds, that a share of the records didn't exceed.
   *
   * @param percent 0 to 100
   */
  public long ageMillis(double percent) {
    return ages.getValueAtPercentile(percent);
  }
}
