package io.chappe.replicator.wire.fetch;

import java.util.Map;
import org.apache.kafka.clients.FetchSessionHandler;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.LogContext;

/** The fetch session (KIP-227) with one broker, and the one request that it may have in flight. */
final class NodeFetch {
  final Node node;
  final FetchSessionHandler session;

  /**
   * What the request in flight was made for: an answer for a partition followed anew since is
   * stale.
   */
  Map<TopicPartition, FollowedPartition> asked = Map.of();

  boolean inFlight;
  long reservedBytes;

  /** Grows with each request to any broker, 0 before the first. */
  long turn;

  long notBeforeMs;
  private long sentMs;
  private volatile long answeredMs = Long.MIN_VALUE / 2;

  NodeFetch(Node node, LogContext logContext) {
    this.node = node;
    this.session = new FetchSessionHandler(logContext, node.id());
  }

  void sends(long nowMs) {
    sentMs = nowMs;
  }

  /** The broker has answered to what was sent last. */
  void answers() {
    answeredMs = sentMs;
  }

  /**
   * When that was sent to which it has answered last; long ago if it never has. From any thread.
   */
  long answered() {
    return answeredMs;
  }
}
