package io.chappe.service;

import io.chappe.config.FlowConfig;
import java.util.List;

/** What a change of a flow's configuration means for what runs. */
public enum FlowChange {
  /** Nothing, or nothing that replication works with. */
  NONE,
  /** It can be gone over to without a partition standing still. */
  IN_PLACE,
  /** The flow must be closed and started anew: others are read from or written to, or otherwise. */
  RESTART;

  /** For the flow's replication. */
  public static FlowChange between(FlowConfig before, FlowConfig now) {
    if (!ofNames(before).equals(ofNames(now))
        || !before.copy().differsOnlyLive(now.copy())
        || !before.records().equals(now.records())
        || !before.source().equals(now.source())
        || !before.target().equals(now.target())) {
      return RESTART;
    }
    return ofTopics(before, now)
            || !before.topics().equals(now.topics())
            || !before.copy().equals(now.copy())
        ? IN_PLACE
        : NONE;
  }

  /**
   * Whether other topics may be replicated, or to others, or looked after otherwise. An operator's
   * yes to deletions is no such change: what waits for it must not be forgotten.
   */
  public static boolean ofTopics(FlowConfig before, FlowConfig now) {
    return !before.topicFilter().equals(now.topicFilter())
        || !before.configFilter().equals(now.configFilter())
        || !before.naming().equals(now.naming())
        || !before.topics().unconfirmed().equals(now.topics().unconfirmed());
  }

  /** Whether the translation of positions is closed and started anew, by which nothing is lost. */
  public static boolean restartsCheckpoints(FlowConfig before, FlowConfig now) {
    return !ofCheckpoints(before).equals(ofCheckpoints(now));
  }

  private static List<Object> ofCheckpoints(FlowConfig flow) {
    return List.of(
        flow.topicFilter(),
        flow.groupFilter(),
        flow.naming(),
        flow.topics(),
        flow.copy().shared(),
        flow.checkpoints(),
        flow.offsetSyncs(),
        flow.source(),
        flow.target());
  }

  private record Names(String offsetMap, String example, String heartbeats) {}

  /** All names but those that renames give. */
  private static Names ofNames(FlowConfig flow) {
    return new Names(
        flow.naming().offsetMapTopic(),
        flow.naming().policy().formatRemoteTopic(flow.id().source(), "orders"),
        flow.naming().policy().heartbeatsTopic());
  }
}
