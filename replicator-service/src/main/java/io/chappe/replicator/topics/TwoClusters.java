package io.chappe.replicator.topics;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.naming.FlowId;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a flow's aliases lead to two clusters: a topic of one that is copied to the same
 * would be copied again without end. Addresses may lead elsewhere at any time, so it is asked for
 * in each round. Used by one thread, but for {@link #problem()}.
 */
final class TwoClusters {
  private static final Logger LOGGER = LoggerFactory.getLogger(TwoClusters.class);

  /** One cluster's id, asked for anew; null if its brokers are too old to have one. */
  interface ClusterId {
    String ask() throws ClusterUnavailableException, InterruptedException;
  }

  private final FlowId flow;
  private final ClusterId source;
  private final ClusterId target;
  private final TopicsObserver observer;
  private String sourceId;
  private String targetId;
  private volatile Failure problem;

  TwoClusters(FlowId flow, ClusterId source, ClusterId target, TopicsObserver observer) {
    this.flow = flow;
    this.source = source;
    this.target = target;
    this.observer = observer;
  }

  /** Why nothing of the flow may be copied; empty if it may. Can be read by any thread. */
  Optional<Failure> problem() {
    return Optional.ofNullable(problem);
  }

  /** Asks both. Of a cluster that doesn't answer, the answer that it gave last counts. */
  void compare() throws ClusterUnavailableException, InterruptedException {
    sourceId = idOf(flow.source(), source);
    try {
      targetId = idOf(flow.target(), target);
    } finally {
      judge();
    }
  }

  private String idOf(String alias, ClusterId cluster)
      throws ClusterUnavailableException, InterruptedException {
    String id = cluster.ask();
    if (id != null) {
      observer.reached(alias, id);
    }
    return id;
  }

  private void judge() {
    if (sourceId == null || !sourceId.equals(targetId)) {
      if (problem != null) {
        problem = null;
        LOGGER.info("source and target are two clusters again: flow={}", flow);
      }
      return;
    }
    observer.clustersAreOne();
    Failure now =
        new Failure.StopFlow(
            Reason.ONE_CLUSTER,
            "%1$s and %2$s lead to one cluster (id %3$s), so its topics would be copied to itself without end: nothing is copied until %1$s.bootstrap.servers and %2$s.bootstrap.servers lead to two clusters, or %4$s.enabled is false"
                .formatted(flow.source(), flow.target(), sourceId, flow));
    if (!now.equals(problem)) {
      LOGGER.error(
          "flow refused: flow={} reason={} message=\"{}\"", flow, now.reason(), now.message());
    }
    problem = now;
  }
}
