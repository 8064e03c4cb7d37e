package io.chappe.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds flows whose names let a topic run in a circle. It follows a topic of each cluster from copy
 * to copy, as the flows' naming would: if a copy lands where the topic already is, or there are
 * more hops than clusters, there is no end.
 */
final class LoopCheck {
  private static final String TOPIC = "orders";

  /** Without loops the copies are few; with very many clusters the search may stop early. */
  private static final int MOST_STEPS = 10_000;

  private final List<FlowConfig> flows;
  private final int clusters;
  private int steps;

  private LoopCheck(List<FlowConfig> flows, int clusters) {
    this.flows = flows;
    this.clusters = clusters;
  }

  /** A topic on a cluster. */
  private record Copy(String cluster, String topic) {
    @Override
    public String toString() {
      return topic + " on " + cluster;
    }
  }

  /** The way of a topic in a circle, fit for a message; empty if there is none. */
  static Optional<String> firstLoop(List<FlowConfig> flows, List<String> aliases) {
    LoopCheck check = new LoopCheck(flows, aliases.size());
    return aliases.stream()
        .flatMap(alias -> check.follow(List.of(new Copy(alias, TOPIC)), new HashSet<>()).stream())
        .findFirst();
  }

  private Optional<String> follow(List<Copy> way, Set<Copy> seen) {
    Copy last = way.getLast();
    for (FlowConfig flow : flows) {
      if (!flow.id().source().equals(last.cluster())
          || !flow.naming().mayBeReplicated(last.topic())
          || ++steps > MOST_STEPS) {
        continue;
      }
      Copy next = new Copy(flow.id().target(), flow.naming().remoteTopic(last.topic()));
      List<Copy> longer = new ArrayList<>(way);
      longer.add(next);
      if (way.contains(next) || way.size() > clusters) {
        return Optional.of(String.join(" -> ", longer.stream().map(Copy::toString).toList()));
      }
      Optional<String> loop = seen.add(next) ? follow(longer, seen) : Optional.empty();
      if (loop.isPresent()) {
        return loop;
      }
    }
    return Optional.empty();
  }
}
