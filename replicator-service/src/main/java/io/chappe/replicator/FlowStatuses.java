package io.chappe.replicator;

import io.chappe.replicator.copy.Failure;
import io.chappe.service.FlowStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sums up how a flow is doing from what its parts say. */
final class FlowStatuses {
  private FlowStatuses() {}

  /**
   * @param partitions that this instance owns
   * @param topicProblems by topic
   * @param clusterProblems by alias
   * @param membershipProblem what keeps this instance out of the group
   * @param incidents more details, by name: what the source took away
   */
  static FlowStatus of(
      ReportSummary partitions,
      Map<String, String> topicProblems,
      Map<String, String> clusterProblems,
      Optional<String> membershipProblem,
      Map<String, String> incidents) {
    Map<String, String> details = new TreeMap<>(incidents);
    details.put("partitions", Integer.toString(partitions.reports().size()));
    partitions.states().forEach((state, count) -> details.put(state, count.toString()));
    details.put(
        "delivery", partitions.exactlyOnce() ? "exactly-once" : "at-least-once for shared topics");
    details.put("lag", Long.toString(partitions.lag()));

    Stream<String> problems =
        Stream.of(
                clusterProblems.entrySet().stream()
                    .map(each -> "cluster " + each.getKey() + ": " + each.getValue()),
                membershipProblem.stream(),
                partitions.failure().stream().map(Failure::message),
                // What is about many of them stands in brackets, and comes first.
                topicProblems.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(each -> "topic " + each.getKey() + ": " + each.getValue()))
            .flatMap(each -> each);
    Optional<String> first = problems.findFirst();
    FlowStatus.State state =
        first.isPresent()
            ? FlowStatus.State.DEGRADED
            : partitions.reports().isEmpty() ? FlowStatus.State.STARTING : FlowStatus.State.RUNNING;
    return new FlowStatus(state, first.orElse(""), details);
  }
}
