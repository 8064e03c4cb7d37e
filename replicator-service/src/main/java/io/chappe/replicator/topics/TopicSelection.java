package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import java.util.Optional;
import org.apache.kafka.connect.mirror.ReplicationPolicy;

/**
 * Decides by name whether a source topic is replicated: it is wanted by the flow's filter (or is a
 * heartbeats topic), is no internal topic, and would not travel in a circle.
 */
final class TopicSelection {
  /** What is decided about a topic. */
  sealed interface Verdict {
    /** It is replicated to {@code remoteName}. */
    record Wanted(String remoteName) implements Verdict {}

    /** The filter does not ask for it, or it is internal. */
    record NotWanted() implements Verdict {}

    /** The filter asks for it, but it must not be replicated. */
    record Refused(String reason) implements Verdict {}
  }

  private static final Verdict NOT_WANTED = new Verdict.NotWanted();

  private final FlowConfig flow;

  TopicSelection(FlowConfig flow) {
    this.flow = flow;
  }

  Verdict judge(String topic) {
    ReplicationPolicy policy = flow.naming().policy();
    boolean heartbeats = flow.topics().replicateHeartbeats() && policy.isHeartbeatsTopic(topic);
    if (!heartbeats && !flow.topicFilter().accepts(topic) || policy.isInternalTopic(topic)) {
      return NOT_WANTED;
    }
    return loop(policy, topic)
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(() -> new Verdict.Wanted(flow.naming().remoteTopic(topic)));
  }

  /** Walks the clusters in the topic's name towards its origin, as far as the policy tells them. */
  private Optional<String> loop(ReplicationPolicy policy, String topic) {
    String target = flow.id().target();
    String name = topic;
    while (true) {
      String source = policy.topicSource(name);
      if (source == null) {
        return Optional.empty();
      }
      if (source.equals(target)) {
        return Optional.of(
            "its name says that it comes from " + target + ": copying it back would be a loop");
      }
      String upstream = policy.upstreamTopic(name);
      if (upstream == null || upstream.equals(name)) {
        return Optional.empty();
      }
      name = upstream;
    }
  }
}
