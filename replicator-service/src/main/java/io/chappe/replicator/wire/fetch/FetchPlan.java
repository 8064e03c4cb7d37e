package io.chappe.replicator.wire.fetch;

import java.util.ArrayList;
import java.util.List;

/** The partitions to be asked of one broker, and how long it may hold the request. */
final class FetchPlan {
  final NodeFetch fetch;
  final List<FollowedPartition> partitions = new ArrayList<>();
  private long longestWaitMs = Long.MAX_VALUE;

  FetchPlan(NodeFetch fetch) {
    this.fetch = fetch;
  }

  /** Another partition will be to be asked for in {@code waitMs}: it mustn't wait for longer. */
  void hurry(long waitMs) {
    longestWaitMs = Math.min(longestWaitMs, waitMs);
  }

  long longestWaitMs() {
    return longestWaitMs;
  }

  /** When this broker was asked last, in turns: the smaller, the longer it waits. */
  long lastTurn() {
    return fetch.turn;
  }
}
