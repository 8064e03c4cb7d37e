package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.lag.LagSum;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FlowStatusesTest {
  private static final PartitionReport COPYING =
      new PartitionReport("copying", 5, Optional.of(2L), Optional.empty(), true, false);

  @Test
  void aFlowWithoutPartitionsIsStarting() {
    assertThat(status(List.of()).state()).isEqualTo(FlowStatus.State.STARTING);
  }

  @Test
  void statesAreCountedAndTheLagIsTold() {
    FlowStatus status = status(List.of(COPYING, COPYING), Map.of(), lag(4, 0), Map.of());

    assertThat(status.state()).isEqualTo(FlowStatus.State.RUNNING);
    assertThat(status.details())
        .containsEntry("partitions", "2")
        .containsEntry("copying", "2")
        .containsEntry("lag", "4")
        .doesNotContainKey("held back")
        .containsEntry("delivery", "exactly-once");
  }

  @Test
  void whatIsUnknownIsNoNumber() {
    LagSum unknown =
        new LagSum(
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            OptionalDouble.empty(),
            3,
            OptionalLong.of(0));

    assertThat(status(List.of(COPYING), Map.of(), unknown, Map.of()).details())
        .containsEntry("lag", "unknown of 3 partitions since 1970-01-01T00:00:00Z");
    assertThat(
            status(List.of(COPYING), Map.of(), LagSum.sum(List.of(unknown, lag(4, 0))), Map.of())
                .details())
        .containsEntry("lag", "4, unknown of 3 partitions since 1970-01-01T00:00:00Z");
  }

  @Test
  void whoseTransactionHoldsBackWhatIsSaid() {
    Map<String, String> held = Map.of("orders-0", "producer id 7 since offset 3");

    assertThat(status(List.of(COPYING), Map.of(), lag(0, 9), held).details())
        .containsEntry(
            "held back",
            "9 records by open transactions, the oldest seen for 15 s:"
                + " orders-0 by producer id 7 since offset 3");
  }

  private static LagSum lag(long records, long heldBack) {
    return new LagSum(
        OptionalLong.of(records),
        OptionalLong.of(heldBack),
        heldBack == 0 ? 0 : 15_000,
        OptionalDouble.of(0),
        0,
        OptionalLong.empty());
  }

  @Test
  void onePartitionThatStoppedDegradesTheFlowAndSaysWhy() {
    PartitionReport stopped =
        new PartitionReport(
            "stopped",
            7,
            Optional.empty(),
            Optional.of(new Failure.StopPartition(Reason.MESSAGE_TOO_LARGE, "too large at 7")),
            true,
            false);

    FlowStatus status = status(List.of(COPYING, stopped));

    assertThat(status.state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(status.lastError()).isEqualTo("too large at 7");
  }

  @Test
  void allProblemsAreSaidEachOnce() {
    FlowStatus status =
        status(
            List.of(
                stopped("too large at 7"), stopped("too large at 9"), stopped("too large at 7")),
            Map.of("o_p", unusable("collides with o.p"), "long", unusable("longer than 249")));

    assertThat(status.state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(status.lastError())
        .isEqualTo(
            "too large at 7; too large at 9; topic long: longer than 249; topic o_p: collides with o.p");
  }

  @Test
  void whatFailsIsToldInItsPartsToo() {
    assertThat(status(List.of(), Map.of("long", unusable("longer than 249"))).failures())
        .isEqualTo(
            Map.of(
                "topic long",
                new FailureWords(
                    "remote_name_unusable",
                    "longer than 249",
                    Reason.REMOTE_NAME_UNUSABLE.remedy())));
  }

  private static Failure unusable(String why) {
    return new Failure.StopPartition(Reason.REMOTE_NAME_UNUSABLE, why);
  }

  @Test
  void ofVeryManyProblemsTheFirstAreSaidAndTheRestIsCounted() {
    List<PartitionReport> reports =
        IntStream.range(10, 22).mapToObj(number -> stopped("number " + number)).toList();

    assertThat(status(reports).lastError())
        .startsWith("number 10; number 11; ")
        .endsWith("number 19; and 2 more");
  }

  private static PartitionReport stopped(String why) {
    return new PartitionReport(
        "stopped",
        7,
        Optional.empty(),
        Optional.of(new Failure.StopPartition(Reason.INVALID_RECORD, why)),
        true,
        false);
  }

  @Test
  void aSharedTargetIsSaidToBeAtLeastOnce() {
    PartitionReport shared =
        new PartitionReport("copying", 5, Optional.of(0L), Optional.empty(), false, false);

    assertThat(status(List.of(COPYING, shared)).details().get("delivery"))
        .startsWith("at-least-once");
  }

  private static FlowStatus status(List<PartitionReport> reports) {
    return status(reports, Map.of());
  }

  private static FlowStatus status(
      List<PartitionReport> reports, Map<String, Failure> topicProblems) {
    return status(reports, topicProblems, LagSum.NOTHING, Map.of());
  }

  private static FlowStatus status(
      List<PartitionReport> reports,
      Map<String, Failure> topicProblems,
      LagSum lag,
      Map<String, String> held) {
    Map<TopicPartition, PartitionReport> byPartition = new HashMap<>();
    reports.forEach(
        each -> byPartition.put(new TopicPartition("orders", byPartition.size()), each));
    return FlowStatuses.of(
        ReportSummary.of(byPartition),
        topicProblems,
        Map.of(),
        Optional.empty(),
        lag,
        held,
        Map.of());
  }
}
