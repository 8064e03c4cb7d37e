package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.service.FlowStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FlowStatusesTest {
  private static final PartitionReport COPYING =
      new PartitionReport("copying", 5, Optional.of(2L), Optional.empty(), true);

  @Test
  void aFlowWithoutPartitionsIsStarting() {
    assertThat(status(List.of()).state()).isEqualTo(FlowStatus.State.STARTING);
  }

  @Test
  void statesAreCountedAndLagsSummed() {
    FlowStatus status = status(List.of(COPYING, COPYING));

    assertThat(status.state()).isEqualTo(FlowStatus.State.RUNNING);
    assertThat(status.details())
        .containsEntry("partitions", "2")
        .containsEntry("copying", "2")
        .containsEntry("lag", "4")
        .containsEntry("delivery", "exactly-once");
  }

  @Test
  void onePartitionThatStoppedDegradesTheFlowAndSaysWhy() {
    PartitionReport stopped =
        new PartitionReport(
            "stopped",
            7,
            Optional.empty(),
            Optional.of(new Failure.StopPartition("MESSAGE_TOO_LARGE", "too large at 7")),
            true);

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
            Map.of("o_p", "collides with o.p", "long", "longer than 249"));

    assertThat(status.state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(status.lastError())
        .isEqualTo(
            "too large at 7; too large at 9; topic long: longer than 249; topic o_p: collides with o.p");
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
        Optional.of(new Failure.StopPartition("REFUSED", why)),
        true);
  }

  @Test
  void aSharedTargetIsSaidToBeAtLeastOnce() {
    PartitionReport shared =
        new PartitionReport("copying", 5, Optional.of(0L), Optional.empty(), false);

    assertThat(status(List.of(COPYING, shared)).details().get("delivery"))
        .startsWith("at-least-once");
  }

  private static FlowStatus status(List<PartitionReport> reports) {
    return status(reports, Map.of());
  }

  private static FlowStatus status(
      List<PartitionReport> reports, Map<String, String> topicProblems) {
    Map<TopicPartition, PartitionReport> byPartition = new HashMap<>();
    reports.forEach(
        each -> byPartition.put(new TopicPartition("orders", byPartition.size()), each));
    return FlowStatuses.of(
        ReportSummary.of(byPartition), topicProblems, Map.of(), Optional.empty(), Map.of());
  }
}
