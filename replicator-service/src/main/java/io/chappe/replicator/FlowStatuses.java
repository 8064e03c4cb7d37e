package io.chappe.replicator;

import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.service.FlowStatus;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sums up how a flow is doing from what its parts say. */
final class FlowStatuses {
  private FlowStatuses() {}

  /**
   * @param reports of the partitions that this instance owns
   * @param topicProblems by topic
   * @param clusterProblems by alias
   * @param membershipProblem what keeps this instance out of the group
   * @param incidents more details, by name: what the source took away
   */
  static FlowStatus of(
      Collection<PartitionReport> reports,
      Map<String, String> topicProblems,
      Map<String, String> clusterProblems,
      Optional<String> membershipProblem,
      Map<String, String> incidents) {
    Map<String, String> details = new TreeMap<>(incidents);
    details.put("partitions", Integer.toString(reports.size()));
    reports.forEach(report -> details.merge(report.state(), "1", FlowStatuses::sum));
    boolean exactlyOnce = reports.stream().allMatch(PartitionReport::exactlyOnce);
    details.put("delivery", exactlyOnce ? "exactly-once" : "at-least-once for shared topics");
    details.put(
        "lag",
        Long.toString(
            reports.stream().flatMap(report -> report.lag().stream()).mapToLong(l -> l).sum()));

    Stream<String> problems =
        Stream.of(
                clusterProblems.entrySet().stream()
                    .map(each -> "cluster " + each.getKey() + ": " + each.getValue()),
                membershipProblem.stream(),
                reports.stream().flatMap(report -> report.failure().stream()).map(Failure::message),
                topicProblems.entrySet().stream()
                    .map(each -> "topic " + each.getKey() + ": " + each.getValue()))
            .flatMap(each -> each);
    Optional<String> first = problems.findFirst();
    FlowStatus.State state =
        first.isPresent()
            ? FlowStatus.State.DEGRADED
            : reports.isEmpty() ? FlowStatus.State.STARTING : FlowStatus.State.RUNNING;
    return new FlowStatus(state, first.orElse(""), details);
  }

  private static String sum(String one, String other) {
    return Integer.toString(Integer.parseInt(one) + Integer.parseInt(other));
  }
}
