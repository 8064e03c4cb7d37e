package io.chappe.replicator;

import io.chappe.failure.Failure;
import io.chappe.lag.LagSum;
import io.chappe.status.FailureWords;
import io.chappe.status.FlowStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sums up how a flow is doing from what its parts say. */
final class FlowStatuses {
  private static final int MOST_PROBLEMS = 10;

  private FlowStatuses() {}

  /**
   * @param partitions that this instance owns
   * @param topicProblems by topic
   * @param clusterProblems by alias
   * @param membershipProblem what keeps this instance out of the group
   * @param lag how far behind the copies are
   * @param held whose transactions hold back what, by partition
   * @param incidents more details, by name: what the source took away
   */
  static FlowStatus of(
      ReportSummary partitions,
      Map<String, Failure> topicProblems,
      Map<String, Failure> clusterProblems,
      Optional<Failure> membershipProblem,
      LagSum lag,
      Map<String, String> held,
      Map<String, String> incidents) {
    Map<String, String> details = new TreeMap<>(incidents);
    details.put("partitions", Integer.toString(partitions.reports().size()));
    partitions.states().forEach((state, count) -> details.put(state, count.toString()));
    details.put(
        "delivery", partitions.exactlyOnce() ? "exactly-once" : "at-least-once for shared topics");
    details.put("lag", LagWords.of(lag));
    if (lag.heldBack().orElse(0) > 0) {
      details.put("held back", LagWords.heldBack(lag, held));
    }

    List<String> problems =
        Stream.of(
                clusterProblems.entrySet().stream()
                    .map(each -> "cluster " + each.getKey() + ": " + each.getValue().text()),
                membershipProblem.stream().map(Failure::text),
                partitions.problems().stream(),
                // What is about many of them stands in brackets, and comes first.
                new TreeMap<>(topicProblems)
                    .entrySet().stream().map(each -> ofTopic(each.getKey(), each.getValue())))
            .flatMap(each -> each)
            .distinct()
            .toList();
    FlowStatus.State state = state(partitions, topicProblems, clusterProblems, membershipProblem);
    return new FlowStatus(
        state,
        text(problems),
        failures(topicProblems, clusterProblems, membershipProblem),
        details);
  }

  /** By what each is about; of very many topics some. */
  private static Map<String, FailureWords> failures(
      Map<String, Failure> topicProblems,
      Map<String, Failure> clusterProblems,
      Optional<Failure> membershipProblem) {
    Map<String, FailureWords> failures = new TreeMap<>();
    new TreeMap<>(topicProblems)
        .entrySet().stream()
            .limit(MOST_PROBLEMS)
            .forEach(
                each -> failures.put("topic " + each.getKey(), FailureWords.of(each.getValue())));
    clusterProblems.forEach(
        (alias, failure) -> failures.put("cluster " + alias, FailureWords.of(failure)));
    membershipProblem.ifPresent(
        failure -> failures.put("group membership", FailureWords.of(failure)));
    return failures;
  }

  /** The state alone, which is looked at several times a second: no sum is made for it. */
  static FlowStatus.State state(
      ReportSummary partitions,
      Map<String, Failure> topicProblems,
      Map<String, Failure> clusterProblems,
      Optional<Failure> membershipProblem) {
    if (!topicProblems.isEmpty()
        || !clusterProblems.isEmpty()
        || membershipProblem.isPresent()
        || !partitions.problems().isEmpty()) {
      return FlowStatus.State.DEGRADED;
    }
    return partitions.reports().isEmpty() ? FlowStatus.State.STARTING : FlowStatus.State.RUNNING;
  }

  /** What stands in a topic's way, as the status says it. */
  static String ofTopic(String topic, Failure problem) {
    return "topic " + topic + ": " + problem.text();
  }

  private static String text(List<String> problems) {
    String first = problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "));
    int more = problems.size() - MOST_PROBLEMS;
    return more > 0 ? first + "; and %d more".formatted(more) : first;
  }
}
