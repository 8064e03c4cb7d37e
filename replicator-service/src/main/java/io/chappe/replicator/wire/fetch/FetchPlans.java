package io.chappe.replicator.wire.fetch;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.Node;

/**
 * The plans of one round, by broker. Of thousands of partitions most follow one of the same broker,
 * so the last plan is kept at hand.
 */
final class FetchPlans {
  private final Function<Node, NodeFetch> fetches;
  private final Map<NodeFetch, FetchPlan> plans = new HashMap<>();
  private Node lastNode;
  private FetchPlan last;

  FetchPlans(Function<Node, NodeFetch> fetches) {
    this.fetches = fetches;
  }

  FetchPlan of(Node node) {
    if (node != lastNode) {
      last = plans.computeIfAbsent(fetches.apply(node), FetchPlan::new);
      lastNode = node;
    }
    return last;
  }

  Collection<FetchPlan> all() {
    return plans.values();
  }

  List<NodeFetch> fetches() {
    return List.copyOf(plans.keySet());
  }
}
