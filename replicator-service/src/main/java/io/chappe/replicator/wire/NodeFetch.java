package io.chappe.replicator.wire;

import java.util.LinkedHashMap;
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
  final Map<TopicPartition, FollowedPartition> asked = new LinkedHashMap<>();

  boolean inFlight;
  long reservedBytes;

  /** Grows with each request to any broker, 0 before the first. */
  long turn;

  long notBeforeMs;

  NodeFetch(Node node, LogContext logContext) {
    this.node = node;
    this.session = new FetchSessionHandler(logContext, node.id());
  }
}
