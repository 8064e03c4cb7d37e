package io.chappe.replicator.topics;

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
  private final Map<String, String> reasons = new ConcurrentHashMap<>();
  private Duration pause = FIRST_PAUSE;

  ClusterProblems(FlowId flow, TopicsObserver observer) {
    this.flow = flow;
    this.observer = observer;
  }

  /** Reason by alias of the cluster. Can be read by any thread. */
  Map<String, String> reasons() {
    return Map.copyOf(reasons);
  }

  /** Notes the trouble and returns how long to wait until the next try. */
  Duration failed(ClusterUnavailableException trouble) {
    observer.clusterFailed(trouble.alias());
    String before = reasons.put(trouble.alias(), trouble.getMessage());
    if (!trouble.getMessage().equals(before)) {
      LOGGER.warn(
          "cluster is away, will be tried again: flow={} cluster={} reason={}",
          flow,
          trouble.alias(),
          trouble.getMessage());
    }
    Duration now = pause;
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return now;
  }

  void works(String alias) {
    if (reasons.remove(alias) != null) {
      LOGGER.info("cluster is back: flow={} cluster={}", flow, alias);
    }
    if (reasons.isEmpty()) {
      pause = FIRST_PAUSE;
    }
  }
}
