package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.PartitionReport;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReportSummaryTest {
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);
  private static final TopicPartition OTHER = new TopicPartition("payments", 0);

  @Test
  void hasEachPartitionUnderItsTopic() {
    assertThat(ReportSummary.of(Map.of(FIRST, lag(1), SECOND, lag(2), OTHER, lag(3))).topics())
        .isEqualTo(
            Map.of(
                "orders",
                Map.of(FIRST, lag(1), SECOND, lag(2)),
                "payments",
                Map.of(OTHER, lag(3))));
  }

  private static PartitionReport lag(long records) {
    return new PartitionReport("copying", 0, Optional.of(records), Optional.empty(), true, false);
  }
}
