package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import io.chappe.naming.TopicNaming;

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
    TopicNaming naming = flow.naming();
    boolean wanted =
        flow.topicFilter().accepts(topic)
            || flow.topics().replicateHeartbeats() && naming.isHeartbeatsTopic(topic);
    if (!wanted || naming.isInternalTopic(topic)) {
      return NOT_WANTED;
    }
    return naming
        .reasonNotReplicated(topic)
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(() -> new Verdict.Wanted(naming.remoteTopic(topic)));
  }
}
