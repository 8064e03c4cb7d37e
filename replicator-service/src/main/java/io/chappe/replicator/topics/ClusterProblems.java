package io.chappe.replicator.topics;

import io.chappe.failure.Failure;
import io.chappe.naming.FlowId;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which cluster of a flow is away, and why: logged when it begins, changes and ends. */
final class ClusterProblems {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterProblems.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final FlowId flow;
  private final TopicsObserver observer;
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private Duration pause = FIRST_PAUSE;

  ClusterProblems(FlowId flow, TopicsObserver observer) {
    this.flow = flow;
    this.observer = observer;
  }

  /** What is wrong by alias of the cluster. Can be read by any thread. */
  Map<String, Failure> failures() {
    return Map.copyOf(failures);
  }

  /** Notes the trouble and returns how long to wait until the next try. */
  Duration failed(ClusterUnavailableException trouble) {
    Failure failure = trouble.failure();
    observer.clusterFailed(trouble.alias(), failure);
    Failure before = failures.put(trouble.alias(), failure);
    if (!failure.equals(before)) {
      LOGGER.warn(
          "cluster is away, will be tried again: flow={} cluster={} reason={} message=\"{}\"",
          flow,
          trouble.alias(),
          failure.reason(),
          failure.message());
    }
    Duration now = pause;
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return now;
  }

  void works(String alias) {
    if (failures.remove(alias) != null) {
      LOGGER.info("cluster is back: flow={} cluster={}", flow, alias);
    }
    if (failures.isEmpty()) {
      pause = FIRST_PAUSE;
    }
  }
}
