package io.chappe.replicator.wire.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendWindowTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A broker that works on one request at a time, some way off. */
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1, 10", "20, 2", "100, 1", "100, 10", "300, 5"})
  void keepsTheBrokerBusyWithoutALongQueue(long wayMs, long workMs) {
    SendWindow window = new SendWindow();
    ArrayDeque<long[]> answers = new ArrayDeque<>();
    long now = 0;
    long brokerFree = 0;
    long busy = 0;
    long slowest = 0;
    long end = 120_000 * MS;
    long measured = 30_000 * MS;
    while (now < end) {
      while (window.isOpen()) {
        window.sent();
        brokerFree = Math.max(brokerFree, now + wayMs * MS / 2) + workMs * MS;
        answers.add(new long[] {now, brokerFree + wayMs * MS / 2});
      }
      long[] answer = answers.poll();
      now = answer[1];
      window.answered(answer[0], now);
      if (now > measured) {
        busy += workMs * MS;
        slowest = Math.max(slowest, now - answer[0]);
      }
    }

    assertThat(busy).as("time the broker worked").isGreaterThan((end - measured) * 90 / 100);
    long alone = (wayMs + workMs) * MS;
    assertThat(slowest).as("slowest answer").isLessThan(9 * alone / 4 + 20 * MS + 4 * workMs * MS);
  }
}
