package io.chappe.replicator.copy.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.AppendLimits;
import io.chappe.replicator.copy.port.CopyTask;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RefusalJudgeTest {
  private final AtomicLong clockMs = new AtomicLong(1_000_000);
  private final RefusalJudge refusals =
      new RefusalJudge(
          new CopyTask(
              new TopicPartition("orders", 0), new TopicPartition("us.orders", 0), "id", 0, true),
          clockMs::get);

  @Test
  void whatTheTargetTakesIsLearntByHalvesAndTriedAnewLater() {
    refusals.judge(tooLarge(100_000));
    refusals.judge(tooLarge(50_000));
    assertThat(refusals.limits().largestBatch()).isEqualTo(25_000);

    clockMs.addAndGet(9 * 60_000);
    assertThat(refusals.limits().largestBatch()).isEqualTo(25_000);

    clockMs.addAndGet(60_000);
    assertThat(refusals.limits()).isEqualTo(AppendLimits.NONE);
  }

  private static Refusal tooLarge(int bytes) {
    return new Refusal(
        new Failure.Refused(Reason.MESSAGE_TOO_LARGE, "too large", List.of()),
        0,
        9,
        -1,
        10,
        bytes,
        false);
  }
}
