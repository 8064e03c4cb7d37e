package io.chappe.config.loading;

import io.chappe.config.FlowConfig;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds flows whose names let a topic run in a circle. It follows a topic of each cluster from copy
 * to copy, as the flows' naming and provenance headers would: if a copy lands where the topic
 * already is, or there are more hops than clusters, there is no end.
 */
final class LoopCheck {
  private static final String TOPIC = "orders";

  /** Without loops the copies are few; with very many clusters the search may stop early. */
  private static final int MOST_STEPS = 10_000;

  private final List<FlowConfig> flows;
  private final int clusters;
  private final Map<String, List<Copy>> reached = new HashMap<>();
  private Optional<String> twice = Optional.empty();
  private int steps;

  private LoopCheck(List<FlowConfig> flows, int clusters) {
    this.flows = flows;
    this.clusters = clusters;
  }

  /**
   * A topic on a cluster.
   *
   * @param passed clusters that its records tell they have been on before
   */
  private record Copy(String cluster, String topic, Set<String> passed) {
    boolean isAt(Copy other) {
      return cluster.equals(other.cluster) && topic.equals(other.topic);
    }

    /** What a flow makes of it; empty if it doesn't copy it. */
    Optional<Copy> by(FlowConfig flow) {
      FlowId id = flow.id();
      if (!id.source().equals(cluster) || !flow.naming().mayBeReplicated(topic)) {
        return Optional.empty();
      }
      String remote = flow.naming().remoteTopic(topic);
      if (!flow.records().provenance()) {
        return Optional.of(new Copy(id.target(), remote, passed));
      }
      if (passed.contains(id.target()) || passed.contains(id.source())) {
        return Optional.empty();
      }
      Set<String> longer = new HashSet<>(passed);
      longer.add(id.source());
      return Optional.of(new Copy(id.target(), remote, Set.copyOf(longer)));
    }

    @Override
    public String toString() {
      return topic + " on " + cluster;
    }
  }

  /**
   * What was found, fit for messages.
   *
   * @param loop the way of a topic in a circle; empty if there is none
   * @param twice two ways by which the same records get to one topic; empty if there are none
   */
  record Result(Optional<String> loop, Optional<String> twice) {}

  static Result check(List<FlowConfig> flows, List<String> aliases) {
    LoopCheck check = new LoopCheck(flows, aliases.size());
    Optional<String> loop =
        aliases.stream().flatMap(alias -> check.from(alias).stream()).findFirst();
    return new Result(loop, check.twice);
  }

  private Optional<String> from(String alias) {
    reached.clear();
    return follow(List.of(new Copy(alias, TOPIC, Set.of())), new HashSet<>());
  }

  private Optional<String> follow(List<Copy> way, Set<Copy> seen) {
    for (FlowConfig flow : flows) {
      Optional<Copy> copy = way.getLast().by(flow);
      if (copy.isEmpty() || ++steps > MOST_STEPS) {
        continue;
      }
      Copy next = copy.get();
      List<Copy> longer = new ArrayList<>(way);
      longer.add(next);
      if (way.stream().anyMatch(next::isAt) || way.size() > clusters) {
        return Optional.of(shown(longer));
      }
      List<Copy> other = reached.putIfAbsent(next.toString(), longer);
      if (other != null && twice.isEmpty()) {
        twice = Optional.of(shown(other) + " and " + shown(longer));
      }
      Optional<String> loop = seen.add(next) ? follow(longer, seen) : Optional.empty();
      if (loop.isPresent()) {
        return loop;
      }
    }
    return Optional.empty();
  }

  private static String shown(List<Copy> way) {
    return String.join(" -> ", way.stream().map(Copy::toString).toList());
  }
}
