package io.chappe.heartbeat;

import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.apache.kafka.connect.mirror.ReplicationPolicy;

/**
 * The way that heartbeats have come, as the name of their topic tells: in {@code eu.us.heartbeats}
 * on {@code ap} they have come from {@code us} over {@code eu}.
 *
 * @param clusters aliases, from where they were written to where they are seen; at least two
 */
record HeartbeatPath(List<String> clusters) {
  private static final int MOST_HOPS = 20;

  HeartbeatPath {
    clusters = List.copyOf(clusters);
  }

  /**
   * Reads the path off a topic's name, as MM2's {@code MirrorClient} counts hops.
   *
   * @param observer the cluster that has the topic
   * @return empty if it is no copy of a heartbeats topic
   */
  static Optional<HeartbeatPath> of(ReplicationPolicy policy, String topic, String observer) {
    List<String> clusters = new ArrayList<>(List.of(observer));
    String name = topic;
    while (!name.equals(policy.heartbeatsTopic()) && clusters.size() <= MOST_HOPS) {
      String source = policy.topicSource(name);
      String upstream = source == null ? null : policy.upstreamTopic(name);
      if (upstream == null || upstream.equals(name)) {
        return Optional.empty();
      }
      clusters.addFirst(source);
      name = upstream;
    }
    return name.equals(policy.heartbeatsTopic()) && clusters.size() > 1
        ? Optional.of(new HeartbeatPath(clusters))
        : Optional.empty();
  }

  /** The flow that the heartbeats were written for: the first hop. */
  FlowId origin() {
    return new FlowId(clusters.get(0), clusters.get(1));
  }

  /** The last hop. */
  FlowId last() {
    return new FlowId(clusters.get(clusters.size() - 2), observer());
  }

  /** Where they are seen. */
  String observer() {
    return clusters.getLast();
  }

  /** How many times they were copied, at least 1. */
  int hops() {
    return clusters.size() - 1;
  }

  /**
   * Whether a heartbeat was written for this path: a source's topic holds those of all its flows,
   * and each flow copies all of them.
   */
  boolean isOf(Heartbeat heartbeat) {
    return heartbeat.sourceClusterAlias().equals(origin().source())
        && heartbeat.targetClusterAlias().equals(origin().target());
  }

  @Override
  public String toString() {
    return String.join("->", clusters);
  }
}
